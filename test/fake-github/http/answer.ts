import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Reply } from "./route.ts";

/** A finished answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const jsonType = "application/json; charset=utf-8";

/** Turns a route's reply into bytes: the page asked for, with `Link` and `ETag`. */
export function toAnswer(reply: Reply, url: URL): Answer {
  switch (reply.kind) {
    case "json":
      return jsonAnswer(reply.status, reply.body, reply.headers);
    case "empty":
      return { status: reply.status, headers: reply.headers ?? {}, body: Buffer.alloc(0) };
    case "raw":
      return tagged({ status: 200, headers: { "content-type": reply.contentType }, body: reply.body });
    case "list": {
      const { items, key } = reply;
      const size = Number(url.searchParams.get("per_page") ?? 30);
      const page = Number(url.searchParams.get("page") ?? 1);
      const shown = items.slice((page - 1) * size, page * size);
      const body = key === null ? shown : { total_count: items.length, [key]: shown };
      const link = linkHeader(url, page, Math.max(1, Math.ceil(items.length / size)));
      const answer = jsonAnswer(200, body);
      return link === "" ? answer : { ...answer, headers: { ...answer.headers, link } };
    }
  }
}

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const answer = {
    status,
    headers: { "content-type": jsonType, ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
  return status === 200 ? tagged(answer) : answer;
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.end(body);
}

/** Sends the head and half of the body, then breaks the connection. */
export function sendHalf(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = Math.max(2, body.length);
  response.writeHead(status === 204 ? 200 : status, { ...headers, "content-length": length });
  response.write(Buffer.concat([body, Buffer.alloc(2)]).subarray(0, Math.floor(length / 2)), () =>
    response.destroy(),
  );
}

function tagged(answer: Answer): Answer {
  const etag = `W/"${createHash("sha256").update(answer.body).digest("hex")}"`;
  return { ...answer, headers: { ...answer.headers, etag } };
}

function linkHeader(url: URL, page: number, last: number): string {
  const links: string[] = [];
  const add = (relation: string, to: number) => {
    const target = new URL(url);
    target.searchParams.set("page", String(to));
    links.push(`<${target.href}>; rel="${relation}"`);
  };
  if (page > 1) add("prev", page - 1);
  if (page < last) add("next", page + 1);
  if (page < last) add("last", last);
  if (page > 1) add("first", 1);
  return links.join(", ");
}
