import { z } from "zod";
import { repositoryNameSchema } from "./job-page.ts";
import { shownEndpointSchema } from "./shown-endpoint.ts";
import { shownRunSchema } from "./shown-run.ts";

/** An endpoint that one run of a job called, or was refused. */
export const calledEndpointSchema = z.object({
  endpoint: z.string(),
  what: z.string().nullable(),
  /** `listed-refused`: refused although the list has it. */
  result: z.enum(["called", "shared", "by-itself", "address", "refused", "listed-refused"]),
  /** No known run before called it. */
  isNew: z.boolean(),
  isRecommended: z.boolean(),
  /** Among what this run called, from 1, in the order of the first calls. Null where that is not kept. */
  place: z.int().nullable(),
  /** Those of this run, the first one first; as known from all runs that called it where its place is not kept. */
  steps: shownEndpointSchema.shape.steps,
  processes: shownEndpointSchema.shape.processes,
});
export type CalledEndpoint = z.infer<typeof calledEndpointSchema>;

/** A leg of a job, its display name, and how it was held to the list. */
const legSchema = z.object({
  leg: z.string(),
  /** `audit`, `enforced`, or the cause; `unknown`, `died`. */
  state: z.string(),
  isComplete: z.boolean(),
  hasFailed: z.boolean(),
  message: z.string().nullable(),
});

/** One job of a run. */
export const runJobSchema = z.object({
  path: z.string(),
  file: z.string(),
  job: z.string(),
  source: shownRunSchema.shape.source,
  attempt: z.int(),
  at: z.string(),
  enforcement: shownRunSchema.shape.enforcement,
  legs: z.array(legSchema),
  /**
   * Under the step that called them first, in the order of the calls; behind these, under the first step of the file that is known to call
   * them in any run, those of which the order is not kept.
   */
  steps: z.array(z.object({ step: z.string().nullable(), endpoints: z.array(calledEndpointSchema) })),
  /** Endpoints that are not shown. */
  moreEndpoints: z.int(),
  counts: z.object({ called: z.int(), fresh: z.int(), refused: z.int() }),
});
export type RunJob = z.infer<typeof runJobSchema>;

/** What the page of a run shows, and the JSON beside it. All names are foreign; times are ISO 8601 UTC. */
export const runPageSchema = z.object({
  repository: repositoryNameSchema,
  run: z.int(),
  /** The attempts that are known. */
  attempts: z.array(
    z.object({
      attempt: z.int(),
      at: z.string(),
      path: z.string(),
      event: z.string(),
      /** Why nothing of it was learned, by code and in words; null where its jobs were looked at. */
      notLearned: z.object({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
  jobs: z.array(runJobSchema),
  /** Jobs of which nothing, or not everything, was learned. */
  outcomes: z.array(
    z.object({
      attempt: z.int(),
      name: z.string(),
      job: z.string().nullable(),
      result: z.string(),
      why: z.string().nullable(),
    }),
  ),
});
export type RunPage = z.infer<typeof runPageSchema>;
