import { z } from "zod";
import { decisionSchema, seenSchema, shownEndpointSchema } from "./shown-endpoint.ts";
import { shownRunSchema } from "./shown-run.ts";

export const repositoryNameSchema = z.object({
  owner: z.string(),
  name: z.string(),
  /** Its page on GitHub. */
  url: z.string(),
});

/** Why something is so, with what would change it; foreign in parts. */
export const reasonSchema = z.object({
  code: z.string(),
  message: z.string(),
  lift: z.string().nullable(),
});

export const gateSchema = z.object({
  code: z.string(),
  isPassed: z.boolean(),
  /** How far it is, where that is a number. */
  progress: z
    .object({ have: z.number(), need: z.number(), unit: z.enum(["runs", "days", "percent"]) })
    .nullable(),
  message: z.string().nullable(),
  lift: z.string().nullable(),
});
export type ShownGate = z.infer<typeof gateSchema>;

/** Something that became of the list, above the picture. */
export const markSchema = z.object({
  kind: z.enum(["proposed", "blocked", "repaired", "trimmed", "returned"]),
  at: z.string(),
  pullRequest: z.int().nullable(),
  /** Before which of the shown runs it was; their number for after all. */
  place: z.int(),
});
export type Mark = z.infer<typeof markSchema>;

/** The list in a form to copy. */
export const outputSchema = z.object({
  kind: z.enum(["workflow-step", "policy-store", "lines"]),
  text: z.string(),
});
export type PolicyOutput = z.infer<typeof outputSchema>;

/** What the page of a job shows, and the JSON beside it. All names are foreign; times are ISO 8601 UTC. */
export const jobPageSchema = z.object({
  repository: repositoryNameSchema,
  path: z.string(),
  /** `ci.yml` */
  file: z.string(),
  job: z.string(),
  /** How it stands; null where its workflow file is not at hand. */
  state: z.string().nullable(),
  isBlocking: z.boolean(),
  reasons: z.array(reasonSchema),
  /** Whose runs the list is learned from; null where nothing was learned. */
  learnedFrom: shownRunSchema.shape.source.nullable(),
  /** The bot's open pull request of the file. */
  pullRequest: z.int().nullable(),
  /** Oldest first. */
  runs: z.array(shownRunSchema),
  /** Runs that are known beside those shown. */
  moreRuns: z.int(),
  /** How many endpoints were known after each of the shown runs that teach the list, by its place. */
  discovery: z.array(z.object({ place: z.int(), known: z.int() })),
  marks: z.array(markSchema),
  endpoints: z.array(shownEndpointSchema),
  moreEndpoints: z.int(),
  gates: z.array(gateSchema),
  list: z.object({ entries: z.array(z.string()), outputs: z.array(outputSchema) }),
  leftOut: z.array(z.object({ endpoint: z.string(), reason: z.string(), why: z.string() })),
  refusals: z.array(
    z.object({
      endpoint: z.string(),
      verdict: z.string(),
      message: z.string(),
      lift: z.string().nullable(),
      runs: z.int(),
      failed: z.int(),
      first: seenSchema.nullable(),
      last: seenSchema.nullable(),
    }),
  ),
  decisions: z.array(decisionSchema),
  history: z.array(
    z.object({
      at: z.string(),
      what: z.string(),
      entries: z.array(z.string()),
      moreEntries: z.int(),
      login: z.string().nullable(),
      run: z.int().nullable(),
      pullRequest: z.int().nullable(),
      isByHand: z.boolean(),
      isOnPage: z.boolean(),
    }),
  ),
  moreHistory: z.int(),
});
export type JobPage = z.infer<typeof jobPageSchema>;
