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
  /** What it waits for a person with, by code; null where nobody has to do anything. */
  needs: z.string().nullable(),
  endpoints: z.int(),
  pullRequest: z.int().nullable(),
});
export type OwnerJob = z.infer<typeof ownerJobSchema>;

/** The groups that an owner's page counts. All but `needs-you` are of different jobs. */
export const ownerGroups = [
  "needs-you",
  "blocking",
  "proposed",
  "learning",
  "not-enforced",
  "left-alone",
] as const;
export type OwnerGroup = (typeof ownerGroups)[number];

const proposalSchema = z.object({
  owner: z.string(),
  repository: z.string(),
  path: z.string(),
  file: z.string(),
  pullRequest: z.int(),
  jobs: z.array(z.string()),
  since: z.string(),
});

/** What the page of an owner shows, and the JSON beside it. All names are foreign; times are ISO 8601 UTC. */
export const ownerPageSchema = z.object({
  owner: z.string(),
  /** Whether the numbers are of all repositories that the viewer may read; else only of those that the page asked about. */
  isWhole: z.boolean(),
  repositories: z.int(),
  guarded: z.int(),
  counts: z.record(z.enum(ownerGroups), z.int()),
  /** How many jobs blocked from each day on, oldest first; null where that would tell of repositories that the viewer may not read. */
  blocking: z.array(z.object({ day: z.string(), count: z.int() })).nullable(),
  /** Oldest first. */
  needs: z.array(ownerJobSchema),
  moreNeeds: z.int(),
  proposals: z.array(proposalSchema),
  moreProposals: z.int(),
  filter: z.object({ state: z.enum(ownerGroups).nullable(), name: z.string() }),
  jobs: z.array(ownerJobSchema),
  page: z.int(),
  hasNext: z.boolean(),
});
export type OwnerPage = z.infer<typeof ownerPageSchema>;
