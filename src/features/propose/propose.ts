import { CutAnswerError } from "../../adapters/github/client/whole-answer.ts";
import { OvertakenError } from "../../adapters/github/files/commit.ts";
import { readHead, readRepository } from "../../adapters/github/repositories/repository.ts";
import { PolicyStoreError } from "../../adapters/policy-store/policy-store-error.ts";
import type { Propose } from "../../adapters/queue/tasks/propose.ts";
import { branchOf } from "../../domain/marks/branch.ts";
import { aboutPolicies } from "../../domain/proposal/waiting.ts";
import { readLine } from "../../domain/run/file-line.ts";
import type { Repository } from "../../domain/run/repository.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import { dropLeftovers, reportOutside } from "../enforce/outsides.ts";
import { stopWaiting } from "../limits/open-in-turn.ts";
import { type FileNow, readFileNow } from "../look/file-now.ts";
import { readSettings } from "../look/read-settings.ts";
import { rememberAlarms } from "../watch/remember-alarms.ts";
import { reportMerged } from "../watch/report-merged.ts";
import { applyPlanIfPermitted } from "./apply-if-permitted.ts";
import type { Outcome } from "./apply-plan.ts";
import { keepEntries } from "./keep-entries.ts";
import { keepLook } from "./keep-look.ts";
import { noteForDashboard } from "./note-for-dashboard.ts";
import { noteNoStandings, noteStandings } from "./note-standings.ts";
import type { ProposeTools } from "./propose-tools.ts";
import { type ProposalState, readProposalState } from "./read-proposal-state.ts";
import { rememberJobs } from "./remember-jobs.ts";
import { repairOnBranch } from "./repair-on-branch.ts";
import type { ProposeAction, ProposeResult } from "./result.ts";
import { readNotPermitted, takeBackNotPermitted, tellNotPermitted } from "./tell-not-permitted.ts";

const mostTries = 3;

/**
 * Makes the pull request of one workflow file what the baselines of its jobs ask for; of the file as another branch has it, what block mode
 * refused there. Everything is read from GitHub anew and compared with what should be, so it may be repeated, broken off, or run twice
 * at once.
 * @throws OvertakenError or CutAnswerError after three tries, ResolverDownError, and what GitHub or the store answered with
 */
export async function propose(task: Propose, tools: ProposeTools): Promise<ProposeResult> {
  const { path, branch } = readLine(task.path);
  if (branch !== null) return repairOnBranch(task.repository, { path, branch }, tools);
  for (let tries = 1; ; tries += 1) {
    try {
      const result = await proposeOnce(task, tools);
      // What was proposed in the other mode has made room.
      return result.makesRoom ? await proposeOnce(task, tools) : result;
    } catch (error) {
      const mayHelp = error instanceof OvertakenError || error instanceof CutAnswerError;
      if (!mayHelp || tries === mostTries) throw error;
    }
  }
}

async function proposeOnce(
  { repository: named, path }: Propose,
  tools: ProposeTools,
): Promise<ProposeResult & { readonly makesRoom: boolean }> {
  const { octokit, store } = tools;
  const look = await store.looks.begin(named.id, path);
  const repository = await readRepository(octokit, named);
  if (repository === null) return finish("no-file");
  await store.decisions.keepForOwner(repository.id, repository.ownerId);
  if (repository.isArchived) return leave("archived");
  const head = await readHead(octokit, repository, repository.defaultBranch);
  if (head === null) return leave("no-file");
  const file = await readFileNow(repository, path, head, tools);
  await rememberJobs(repository, file, tools);
  const state = await readStateOrTell(named, repository, file, tools);
  if (state === null) return finish("not-permitted");
  const { assessed, rules, world } = state;
  const turns = { repository, named, settings: rules.settings, limits: tools.limits };
  const before = await store.proposals.read(named.id, path);
  const outcome = await applyPlanIfPermitted(named, state, tools);
  const { edited, openFile } = outcome;
  const readable = readableFile(file.parsed);
  await dropLeftovers(repository, { path, file: readable, openFile }, tools);
  if (before?.action === "not-permitted" && outcome.action !== "not-permitted")
    await takeBackNotPermitted(state, tools, turns);
  await remember(outcome.action, outcome.pullRequest, world.wanted?.digest ?? null);
  const jobs = assessed?.ok === true ? assessed.jobs : [];
  const open = listOpenJobs(outcome, state);
  const history = { merged: state.merged?.number ?? null, decisions: rules.decisions.endpoints };
  await keepEntries(repository.id, file, jobs, { enforcer: rules.enforcer, open, history }, store);
  // Of a file that cannot be read nothing is known that was not known before.
  if (tools.report !== null && assessed?.ok !== false) {
    await reportMerged(state, jobs, tools);
    if (await rememberAlarms(repository, path, jobs, tools)) await tools.report({ repository: named });
  }
  const policyChanges =
    tools.report === null
      ? []
      : await reportOutside(
          { repository, path, file: readable, assessed, enforcer: rules.enforcer },
          edited,
          { ...tools, turns },
        );
  await noteForDashboard(named, path, { assessed, outcome }, tools);
  const { action, pullRequest, added, removed, makesRoom } = outcome;
  await noteStandings(state, { outcome, open }, store);
  await keepLook(state, { name: look, action, now: Date.now() }, tools);
  return { action, pullRequest, added, removed, jobs, policyChanges, makesRoom };

  /** There is nothing to open, so it waits for nothing, and no job stands in any way. */
  async function leave(action: ProposeAction): ReturnType<typeof proposeOnce> {
    if (repository !== null && tools.limits !== null) {
      const here = { repository, named };
      await stopWaiting({ ...here, kind: "pull-request", about: path }, tools.limits);
      for (const about of [path, aboutPolicies(path)])
        await stopWaiting({ ...here, kind: "issue", about }, tools.limits);
    }
    if (repository !== null) await noteNoStandings(repository, path, store);
    return finish(action);
  }

  async function finish(action: ProposeAction): ReturnType<typeof proposeOnce> {
    await remember(action, null, null);
    return {
      action,
      pullRequest: null,
      added: [],
      removed: [],
      jobs: [],
      policyChanges: [],
      makesRoom: false,
    };
  }

  async function remember(
    action: ProposeAction,
    pullRequest: number | null,
    digest: string | null,
  ): Promise<void> {
    const at = new Date().toISOString();
    await store.proposals.remember(named.id, path, { action, pullRequest, digest, at });
  }
}

/** The jobs for which something is open now, by id; null where the bot could not bring it up to date. */
function listOpenJobs({ action }: Outcome, { proposal, open }: ProposalState): ReadonlySet<string> | null {
  const isUpToDate = action === "opened" || action === "updated" || action === "unchanged";
  if (!isUpToDate) return open === null || action === "closed" ? new Set() : null;
  const { switched = [], repaired = [], returned = [], trimmed = [] } = proposal ?? {};
  return new Set([...switched, ...repaired, ...returned, ...trimmed].map(({ jobId }) => jobId));
}

/** How everything stands; null where the Policy Store does not let the App in, which people are told. */
async function readStateOrTell(
  named: Repository,
  repository: RepositoryNow,
  file: FileNow,
  tools: ProposeTools,
): Promise<ProposalState | null> {
  try {
    return await readProposalState(repository, file, tools);
  } catch (error) {
    const { path } = file;
    const why = error instanceof PolicyStoreError ? readNotPermitted(error) : null;
    if (why === null || tools.report === null) throw error;
    const { settings } = await readSettings(repository, tools);
    const turns = { repository, named, settings, limits: tools.limits };
    await tellNotPermitted(
      { repository, path, line: path, branch: branchOf(path), open: null },
      why,
      tools,
      turns,
    );
    return null;
  }
}
