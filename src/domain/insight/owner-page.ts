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

/** A pull request of the bot that waits. */
const proposalSchema = z.object({
  owner: z.string(),
  repository: z.string(),
  path: z.string(),
  file: z.string(),
  pullRequest: z.int(),
  jobs: z.array(z.string()),
  since: z.string(),
});
export type OwnerProposal = z.infer<typeof proposalSchema>;

/** What the page of an owner shows, and the JSON beside it. All names are foreign; times are ISO 8601 UTC. */
export const ownerPageSchema = z.object({
  owner: z.string(),
  /** How many repositories and guarded jobs the viewer may read; null, as all other numbers of what is not listed, where GitHub was asked about those alone that are shown. */
  repositories: z.int().nullable(),
  guarded: z.int().nullable(),
  counts: z.record(z.enum(ownerGroups), z.int()).nullable(),
  /** How many jobs blocked from each day on, oldest first; null where that would tell of repositories that the viewer may not read. */
  blocking: z.array(z.object({ day: z.string(), count: z.int() })).nullable(),
  /** Oldest first. */
  needs: z.array(ownerJobSchema),
  moreNeeds: z.int().nullable(),
  proposals: z.array(proposalSchema),
  moreProposals: z.int().nullable(),
  /** `from` is the place of the first job of the page; null for the first page. */
  filter: z.object({ state: z.enum(ownerGroups).nullable(), name: z.string(), from: z.string().nullable() }),
  jobs: z.array(ownerJobSchema),
  /** Where the next page begins; null where there is none. */
  next: z.object({ from: z.string(), repository: z.string() }).nullable(),
  /** Whether lists may lack something as GitHub was asked about too many already: the viewer may read few of those that fit. */
  isCutShort: z.boolean(),
});
export type OwnerPage = z.infer<typeof ownerPageSchema>;
