import { z } from "zod";
import type { Told } from "../../domain/alarm/alarm.ts";

// What an earlier release has written has no commits, and its causes are texts alone.
const about = {
  jobId: z.string(),
  run: z.string(),
  first: z.string().default(""),
  since: z.string(),
  changed: z.array(z.string()).default([]),
  commits: z.object({ base: z.string(), head: z.string() }).nullable().default(null),
};
const cause = z.union([
  z.string().transform((message) => ({ message, lift: null, fact: "" })),
  z.object({
    message: z.string(),
    lift: z.string().nullable(),
    fact: z.string(),
    deny: z.string().exactOptional(),
  }),
]);

/** What is told of the jobs of one workflow file, as it is stored. */
export const toldSchema: z.ZodType<readonly Told[]> = z.array(
  z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("refused"),
      ...about,
      endpoint: z.string(),
      isBlocklisted: z.boolean(),
      runs: z.int(),
      failed: z.int(),
      steps: z.array(z.string()),
      processes: z.array(z.string()),
    }),
    z.object({
      kind: z.enum(["not-enforced", "forged"]),
      ...about,
      extent: z.enum(["nothing", "part", "unknown"]).default("nothing"),
      causes: z.array(cause),
      claims: z.object({ endpoints: z.array(z.string()), more: z.int() }).exactOptional(),
    }),
    z.object({ kind: z.literal("failing"), ...about, causes: z.array(cause) }),
    z.object({ kind: z.literal("harmless"), jobId: z.string(), endpoint: z.string(), run: z.string() }),
  ]),
);
