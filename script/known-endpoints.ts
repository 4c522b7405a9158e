/**
 * Writes `src/domain/endpoint/known-endpoints.json` from the `known-endpoints.yml` beside it:
 *   node script/known-endpoints.ts
 * Parsing the YAML would take a command longer than all else that it does, and so mistakes in the list show before it is built.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { parseHostName } from "../src/domain/endpoint/endpoint.ts";
import { endpointKinds, type KnownEndpoint } from "../src/domain/endpoint/known-endpoints.ts";

const longestWhat = 60;

const exactHost = z
  .string()
  .refine((host) => parseHostName(host) === host, "is not a host name in lower case");
const host = z
  .string()
  .refine((text) => exactHost.safeParse(text.replace(/^\*\./, "")).success, "is neither a host nor *.host");

const entrySchema = z.strictObject({
  host,
  kind: z.enum(endpointKinds),
  what: z.string().min(1).max(longestWhat),
  "exfiltration-capable": z.literal(true).optional(),
  becomes: exactHost.optional(),
  service: z
    .string()
    .regex(/^[a-z][a-z-]*$/)
    .optional(),
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
  if (entry.service !== undefined) {
    const doors = entries.filter(({ service }) => service === entry.service);
    if (doors.length < 2) return `is the only door of ${entry.service}`;
    if (doors.some(({ source }) => source !== entry.source))
      return `has another source than ${entry.service}`;
    if (entry.host.startsWith("*.")) return "is a door and no single host";
  }
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
 * The text of `known-endpoints.json` for the text of `known-endpoints.yml`. Throws with every mistake in the list: an
 * entry that is not of the form, hosts that are there twice or out of order.
 */
export function renderKnownEndpoints(text: string): string {
  const parsed = listSchema.safeParse(parse(text));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const lines = parsed.data.map((entry) => JSON.stringify(toKnownEndpoint(entry)));
  return `[\n${lines.join(",\n")}\n]\n`;
}

function toKnownEndpoint({ host, kind, what, becomes, service, source, ...entry }: Entry): KnownEndpoint {
  const isExfiltrationCapable = entry["exfiltration-capable"] === true;
  return {
    host,
    kind,
    what,
    isExfiltrationCapable,
    becomes: becomes ?? null,
    service: service ?? null,
    source,
  };
}

if (process.argv[1] === import.meta.filename) {
  const folder = new URL("../src/domain/endpoint/", import.meta.url);
  const text = readFileSync(new URL("known-endpoints.yml", folder), "utf8");
  writeFileSync(new URL("known-endpoints.json", folder), renderKnownEndpoints(text));
}
