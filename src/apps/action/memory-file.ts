import { z } from "zod";
import type { KnownBefore } from "../cli/online/memory-store.ts";

/** How maps and sets stand in JSON. */
type Packed =
  | { readonly map: readonly (readonly [unknown, unknown])[] }
  | { readonly set: readonly unknown[] };

// What an artifact holds was written by a run, so it is looked at like everything else from outside.
const texts = z.set(z.string());
const runsByName = z.map(z.string(), texts);
const sighting = z.object({ runs: texts, processes: texts, steps: texts, related: texts });
const seenRun = z.object({ run: z.string(), at: z.number() });
const remembered = z.map(z.string(), z.object({ first: seenRun, newest: z.array(seenRun), steps: texts }));
const baseline = z.object({
  runs: z.map(
    z.string(),
    z.object({
      at: z.iso.datetime(),
      events: texts,
      legs: z.map(z.string(), z.object({ complete: z.boolean() })),
    }),
  ),
  endpoints: z.map(z.string(), sighting),
  addresses: z.map(z.string(), sighting),
  resolvedOnly: runsByName,
  steps: runsByName,
  unguarded: runsByName,
  actions: runsByName,
  enforcement: runsByName,
  memory: z.object({ endpoints: remembered, events: remembered, legs: remembered, steps: remembered }),
});
const schema: z.ZodType<KnownBefore> = z.object({
  baselines: z.array(
    z.object({
      key: z.object({
        repositoryId: z.number(),
        path: z.string(),
        jobId: z.string(),
        source: z.enum(["default-branch", "pull-request", "trial", "untrusted"]),
      }),
      baseline,
    }),
  ),
  runs: z.array(z.object({ runId: z.number(), attempt: z.number(), at: z.iso.datetime() })),
});

/** Writes what was learned as the text of the file that the next run reads; `version` is the program's. */
export function writeMemory(known: KnownBefore, version: string): string {
  return JSON.stringify({ version, known }, (_, value: unknown): unknown => {
    if (value instanceof Map) return { map: [...value] } satisfies Packed;
    return value instanceof Set ? ({ set: [...value] } satisfies Packed) : value;
  });
}

/** Reads such a text; null where it is none, or of another version of the program, which may have meant something else by it. */
export function readMemory(text: string, version: string): KnownBefore | null {
  try {
    const value = JSON.parse(text, (_, part: unknown): unknown => {
      if (typeof part !== "object" || part === null) return part;
      if ("map" in part && Array.isArray(part.map)) return new Map(part.map as [unknown, unknown][]);
      return "set" in part && Array.isArray(part.set) ? new Set(part.set) : part;
    }) as { readonly version?: unknown; readonly known?: unknown } | null;
    if (value?.version !== version) return null;
    const parsed = schema.safeParse(value.known);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
