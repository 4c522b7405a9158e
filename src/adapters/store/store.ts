import { type Answers, createAnswers } from "./answers.ts";
import { type Backfills, createBackfills } from "./backfills.ts";
import { type Baselines, createBaselines } from "./baseline/baselines.ts";
import { createRunCalls, type RunCalls } from "./baseline/run-calls.ts";
import { type Budgets, createBudgets } from "./budgets.ts";
import { type Commits, createCommits } from "./commits.ts";
import { createDashboards, type Dashboards } from "./dashboards.ts";
import { createDecisions, type Decisions } from "./decisions.ts";
import { forgetRepository } from "./forget.ts";
import { createForgotten, type Forgotten } from "./forgotten.ts";
import { createForkLogs, type ForkLogs } from "./fork-logs.ts";
import { createJobRecords, type JobRecords } from "./job-records.ts";
import { createLooks, type Looks } from "./looks.ts";
import { createOutcomes, type Outcomes } from "./outcomes.ts";
import { createPageAnswers, type PageAnswers } from "./pages/page-answers.ts";
import { createPublicPages, type PublicPages } from "./pages/public-pages.ts";
import { createPlaces, type Places } from "./places.ts";
import { createPolicies, type Policies } from "./policies.ts";
import { createProposals, type Proposals } from "./proposals.ts";
import { createProposedDigests, type ProposedDigests } from "./proposed-digests.ts";
import type { Redis } from "./redis/redis.ts";
import { createReports, type Reports } from "./reports.ts";
import { createRunProgress, type RunProgress } from "./run-progress.ts";
import { createSamples, type Samples } from "./samples.ts";
import { createStoredSettings, type StoredSettings } from "./settings.ts";
import { createStandings, type Standings } from "./standings/standings.ts";
import { createHeartbeat, type Heartbeat } from "./sweep/heartbeat.ts";
import { createInstallations, type Installations } from "./sweep/installations.ts";
import { createSweeps, type Sweeps } from "./sweep/sweeps.ts";
import { createUpstreamTags, type UpstreamTags } from "./upstream-tags.ts";
import { createWorkflowTexts, type WorkflowTexts } from "./workflow-texts.ts";
import { createWrittenTexts, type WrittenTexts } from "./written-texts.ts";

/** All that the bot remembers. GitHub's own state (branches, pull requests) is read from GitHub, not from here. */
export interface Store {
  readonly baselines: Baselines;
  readonly runCalls: RunCalls;
  readonly outcomes: Outcomes;
  readonly runProgress: RunProgress;
  readonly samples: Samples;
  readonly commits: Commits;
  readonly workflowTexts: WorkflowTexts;
  readonly proposals: Proposals;
  readonly proposedDigests: ProposedDigests;
  readonly looks: Looks;
  readonly jobRecords: JobRecords;
  readonly policies: Policies;
  readonly places: Places;
  readonly dashboards: Dashboards;
  readonly standings: Standings;
  readonly reports: Reports;
  readonly answers: Answers;
  readonly decisions: Decisions;
  readonly backfills: Backfills;
  readonly budgets: Budgets;
  readonly settings: StoredSettings;
  readonly forgotten: Forgotten;
  readonly forkLogs: ForkLogs;
  readonly upstreamTags: UpstreamTags;
  readonly writtenTexts: WrittenTexts;
  readonly publicPages: PublicPages;
  readonly pageAnswers: PageAnswers;
  readonly heartbeat: Heartbeat;
  readonly installations: Installations;
  readonly sweeps: Sweeps;
  /** Deletes everything about a repository. */
  forgetRepository(repositoryId: number): Promise<void>;
}

/** Opens the store on a connection, which stays the caller's to close. */
export function openStore(redis: Redis): Store {
  const standings = createStandings(redis);
  return {
    baselines: createBaselines(redis),
    runCalls: createRunCalls(redis),
    outcomes: createOutcomes(redis),
    runProgress: createRunProgress(redis),
    samples: createSamples(redis),
    commits: createCommits(redis),
    workflowTexts: createWorkflowTexts(redis),
    proposals: createProposals(redis),
    proposedDigests: createProposedDigests(redis),
    looks: createLooks(redis),
    jobRecords: createJobRecords(redis),
    policies: createPolicies(redis),
    places: createPlaces(redis),
    dashboards: createDashboards(redis),
    standings,
    reports: createReports(redis),
    answers: createAnswers(redis),
    decisions: createDecisions(redis),
    backfills: createBackfills(redis),
    budgets: createBudgets(redis),
    settings: createStoredSettings(redis),
    forgotten: createForgotten(redis),
    forkLogs: createForkLogs(redis),
    upstreamTags: createUpstreamTags(redis),
    writtenTexts: createWrittenTexts(redis),
    publicPages: createPublicPages(redis),
    pageAnswers: createPageAnswers(redis),
    heartbeat: createHeartbeat(redis),
    installations: createInstallations(redis),
    sweeps: createSweeps(redis),
    async forgetRepository(repositoryId) {
      // First, as the repository's own keys say whose it is.
      await standings.forget(repositoryId);
      await forgetRepository(redis, repositoryId);
    },
  };
}
