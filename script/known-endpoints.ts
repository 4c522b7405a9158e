/**
 * Writes `src/domain/endpoint/known-endpoints.ts` from the `known-endpoints.yml` beside it:
 *   node script/known-endpoints.ts
 * The bot reads no data files at run time, and mistakes in the list show before it is built.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { parseHostName } from "../src/domain/endpoint/endpoint.ts";

const kinds = [
  "ai",
  "certificates",
  "cloud",
  "container-images",
  "file-sharing",
  "notifications",
  "os-packages",
  "packages",
  "release-assets",
  "runner",
  "security-data",
  "signing",
  "source",
  "telemetry",
  "tools",
] as const;

const longestWhat = 60;

const exactHost = z
  .string()
  .refine((host) => parseHostName(host) === host, "is not a host name in lower case");
const host = z
  .string()
  .refine((text) => exactHost.safeParse(text.replace(/^\*\./, "")).success, "is neither a host nor *.host");

const entrySchema = z.strictObject({
  host,
  kind: z.enum(kinds),
  what: z.string().min(1).max(longestWhat),
  "exfiltration-capable": z.literal(true).optional(),
  becomes: exactHost.optional(),
  source: z.url({ protocol: /^https$/ }),
});

type Entry = z.output<typeof entrySchema>;

const listSchema = z
  .array(entrySchema)
  .min(1)
  .superRefine((entries, context) => {
    for (const [index, entry] of entries.entries()) {
      const problem = findProblem(entry, entries[index - 1], entries);
      if (problem !== null)
        context.addIssue({ code: "custom", path: [index], message: `${entry.host} ${problem}` });
    }
  });

function findProblem(entry: Entry, previous: Entry | undefined, entries: readonly Entry[]): string | null {
  if (previous !== undefined && previous.host === entry.host) return "is there twice";
  if (previous !== undefined && previous.host > entry.host) return `stands after ${previous.host}`;
  if (entry.becomes === entry.host) return "becomes itself";
  // Whoever may connect to one name of such a service reaches the servers of the others, too.
  const isOpenAbove = entries.some(
    (other) =>
      other["exfiltration-capable"] === true &&
      other.host.startsWith("*.") &&
      entry.host.endsWith(other.host.slice(1)),
  );
  return isOpenAbove && entry["exfiltration-capable"] !== true
    ? "lies below an exfiltration-capable suffix and does not say so"
    : null;
}

/**
 * The text of `known-endpoints.ts` for the text of `known-endpoints.yml`. Throws with every mistake in the list: an
 * entry that is not of the form, hosts that are there twice or out of order.
 */
export function renderKnownEndpoints(text: string): string {
  const parsed = listSchema.safeParse(parse(text));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return `// Written by script/known-endpoints.ts from known-endpoints.yml. Do not edit.

/** A public host that jobs call, and what for. */
export interface KnownEndpoint {
  /** A host name, or \`*.\` and a suffix. */
  readonly host: string;
  readonly kind:
${kinds.map((kind) => `    | ${JSON.stringify(kind)}`).join("\n")};
  /** For a reviewer, at most ${longestWhat} characters. */
  readonly what: string;
  /** Whether anybody with an account, a bucket or a token of their own can send data there and get it back. */
  readonly isExfiltrationCapable: boolean;
  /** The host that took its place. */
  readonly becomes: string | null;
  /** A public page or file that names the host. */
  readonly source: string;
}

/** In the order of their hosts, each there once. */
export const knownEndpoints: readonly KnownEndpoint[] = [
${parsed.data.map(renderEntry).join("\n")}
];
`;
}

function renderEntry(entry: Entry): string {
  return `  {
    host: ${JSON.stringify(entry.host)},
    kind: ${JSON.stringify(entry.kind)},
    what: ${JSON.stringify(entry.what)},
    isExfiltrationCapable: ${entry["exfiltration-capable"] === true},
    becomes: ${JSON.stringify(entry.becomes ?? null)},
${renderSource(entry.source)}
  },`;
}

/** As the formatter writes it: what is too long for a line goes on one of its own. */
function renderSource(source: string): string {
  const line = `    source: ${JSON.stringify(source)},`;
  return line.length <= 110 ? line : `    source:\n      ${JSON.stringify(source)},`;
}

if (process.argv[1] === import.meta.filename) {
  const folder = new URL("../src/domain/endpoint/", import.meta.url);
  const text = readFileSync(new URL("known-endpoints.yml", folder), "utf8");
  writeFileSync(new URL("known-endpoints.ts", folder), renderKnownEndpoints(text));
}
