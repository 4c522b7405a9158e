import { z } from "zod";

/** A job of one of the owner's repositories. */
export const ownerJobSchema = z.object({
  owner: z.string(),
  repository: z.string(),
  path: z.string(),
  file: z.string(),
  job: z.string(),
  state: z.string(),
  /** Since when it stands so, ISO 8601 UTC. */
  since: z.string(),
  needs: z.string().nullable(),
  endpoints: z.int(),
  pullRequest: z.int().nullable(),
});
export type OwnerJob = z.infer<typeof ownerJobSchema>;

/** The numbers that an owner's page begins with. */
export const ownerStates = ["blocking", "proposed", "learning", "not-enforced", "needs-you", "left-alone"] as const;

/** What the page of an owner shows, and the JSON beside it. All names are foreign; times are ISO 8601 UTC. */
export const ownerPageSchema = z.object({
  owner: z.string(),
  /** By group; of the repositories that the viewer may read. Null where these are too many to be asked about one by one. */
  counts: z.record(z.enum(ownerStates), z.int()).nullable(),
  guarded: z.int().nullable(),
  /** How many jobs blocked on each day, oldest first; null where it would tell of repositories that the viewer may not read. */
  blocking: z.array(z.object({ day: z.string(), count: z.int() })).nullable(),
  /** Oldest first. */
  needs: z.array(ownerJobSchema),
  moreNeeds: z.boolean(),
  proposals: z.array(
    z.object({
      owner: z.string(),
      repository: z.string(),
      path: z.string(),
      file: z.string(),
      pullRequest: z.int(),
      jobs: z.array(z.string()),
      since: z.string(),
    }),
  ),
  moreProposals: z.boolean(),
  filter: z.object({ state: z.enum(ownerStates).nullable(), name: z.string() }),
  jobs: z.array(ownerJobSchema),
  page: z.int(),
  hasNext: z.boolean(),
});
export type OwnerPage = z.infer<typeof ownerPageSchema>;
