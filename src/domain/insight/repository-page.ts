import { z } from "zod";
import { reasonSchema, repositoryNameSchema } from "./job-page.ts";

export const stripCellSchema = z.object({
  id: z.int().nullable(),
  at: z.string(),
  cell: z.enum(["blocked", "recorded", "fresh", "refused", "failed", "unknown"]),
});

/** A job as a line of its repository's page. */
export const jobLineSchema = z.object({
  path: z.string(),
  file: z.string(),
  job: z.string(),
  group: z.enum(["needs-you", "blocking", "waiting", "left-alone"]),
  state: z.string(),
  /** The gravest first. */
  reasons: z.array(reasonSchema),
  endpoints: z.int(),
  /** Complete runs that were learned from; null where nothing was learned. */
  runs: z.int().nullable(),
  /** The bot's open pull request that is to be reviewed for it. */
  pullRequest: z.int().nullable(),
  /** The open issue about its alarm. */
  issue: z.int().nullable(),
  /** The last runs, oldest first. */
  strip: z.array(stripCellSchema),
});
export type JobLine = z.infer<typeof jobLineSchema>;

/** What the page of a repository shows, and the JSON beside it. All names are foreign; times are ISO 8601 UTC. */
export const repositoryPageSchema = z.object({
  repository: repositoryNameSchema,
  jobs: z.array(jobLineSchema),
  /** Workflow files that cannot be read, and those that are not at hand. */
  problems: z.array(z.object({ path: z.string(), message: z.string().nullable() })),
  /** Jobs that are known beside those listed. */
  moreJobs: z.int(),
});
export type RepositoryPage = z.infer<typeof repositoryPageSchema>;
