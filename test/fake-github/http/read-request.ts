import type { IncomingMessage } from "node:http";
import { Violation } from "./api-error.ts";

/** Reads the whole body. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/**
 * The JSON of a body; undefined for an empty one.
 * @throws Violation for another content type, or what is not JSON
 */
export function parseBody(body: Buffer, contentType: string | undefined): unknown {
  if (body.length === 0) return undefined;
  if (!/^application\/json\b/.test(contentType ?? "")) {
    throw new Violation(422, `content type ${contentType ?? "missing"} instead of application/json`);
  }
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new Violation(422, "Problems parsing JSON");
  }
}

/** The query of a URL. @throws Violation for a parameter given twice */
export function readQuery(url: URL): Readonly<Record<string, string>> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (name in query) throw new Violation(422, `query parameter ${name} twice`);
    query[name] = value;
  }
  return query;
}
