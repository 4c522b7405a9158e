import {
  emptyBaseline,
  groupByEndpoint,
  isRefusal,
  mergeBaselines,
} from "../../../src/domain/baseline/baseline.ts";
import { createAllows, entryKey } from "../../../src/domain/endpoint/entry.ts";
import { findSuspects } from "../../../src/features/learn/find-suspects.ts";
import { findArrivals } from "../../../src/features/look/find-arrivals.ts";
import { createRandom } from "../readiness/random.ts";
import {
  type Attack,
  type Attacker,
  beginAttack,
  hostile,
  hostileLogin,
  isFlagged,
  lacksFlag,
  listProposed,
} from "./attackers.ts";
import { commitAt, createGitHub } from "./github.ts";
import { dateOf, type LivedRun, live, teach } from "./observe.ts";
import { allowed, daysBetweenTidying, denied, mergeDay, wordDay } from "./people.ts";
import { createRemovals } from "./removals.ts";
import { assess, createSimulated, learn, listOf, merge, propose, tidy } from "./repository.ts";
import { type LivingJob, type LivingRepository, steps, year } from "./world.ts";

const unusedAfter = 90;

/** Something that a list refused and the job needed. */
export interface SimulatedMiss {
  readonly isSuspicious: boolean;
  /** Days from the first refusal to the merge of the entry; null where it never came. */
  readonly days: number | null;
  readonly failedRuns: number;
}

/** What became of one repository in a year. */
export interface RepositoryYear {
  readonly blockingJobs: number;
  readonly blockRuns: number;
  /** Runs that failed because the list lacked something that they needed. */
  readonly falseBlocks: number;
  readonly misses: readonly SimulatedMiss[];
  /** Proposals opened in each month of 30 days. */
  readonly proposals: readonly number[];
  readonly entries: number;
  readonly unusedEntries: number;
  /** Entries taken out of a list that the year shows 90 days more of, and those of them that the job wanted in that time. */
  readonly removals: number;
  readonly regrets: number;
  /** Refusals of what the attacker called, and his hosts, or a fork's, in the text of any proposal. */
  readonly attackerRefusals: number;
  readonly hostileProposals: number;
  /** The attacker's hosts in a proposal without the flag that names the reason, and in a list that was merged. */
  readonly unflaggedHosts: number;
  readonly mergedHosts: number;
  readonly wasAttacked: boolean;
}

interface OpenMiss {
  readonly since: number;
  isSuspicious: boolean;
  failedRuns: number;
}

/** Who attacks, and who merges: a careful reviewer merges only what carries no flag that tells of a stranger. */
export interface YearOptions {
  readonly attacker: Attacker | null;
  readonly isCareful: boolean;
}

/** Lives through the year in one repository. */
export async function simulateRepository(
  repository: LivingRepository,
  seed: number,
  { attacker, isCareful }: YearOptions,
): Promise<RepositoryYear> {
  const random = createRandom(seed, 7_919);
  const state = createSimulated(repository.jobs);
  const days = new Map<number, number>();
  let attack: Attack | null = null;
  const octokit = createGitHub(
    repository,
    (runId) => days.get(runId) ?? 0,
    () => attack?.change ?? null,
  );
  const open = new Map<string, OpenMiss>();
  const misses: SimulatedMiss[] = [];
  const lastWanted = new Map<string, number>();
  const words = new Map<string, number>();
  const removed = createRemovals(repository.jobs.map(({ id }) => id));
  const counts = {
    blockRuns: 0,
    falseBlocks: 0,
    attackerRefusals: 0,
    hostileProposals: 0,
    unflaggedHosts: 0,
    mergedHosts: 0,
  };
  let mergeOn: { readonly version: number; readonly day: number } | null = null;
  let proposedOn = -1;
  let tidiedOn = 0;
  let runId = 0;
  for (const event of orderEvents(repository)) {
    await passTime(event.day);
    if (event.kind === "fork") onFork(event.day);
    else await onRun(event.job, event.day);
  }
  await passTime(year);
  for (const miss of open.values()) misses.push({ ...miss, days: null });
  return {
    ...counts,
    ...finish(),
    ...removed.count(),
    misses,
    wasAttacked: attack !== null,
  };

  /** Lets people do what is due. */
  async function passTime(day: number): Promise<void> {
    for (const [endpoint, due] of words)
      if (due <= day) {
        words.delete(endpoint);
        state.decisions.push(
          hostile.test(endpoint) ? denied(endpoint, due) : allowed(endpoint, due, listRefused(endpoint)),
        );
        await look(due);
      }
    if (day - tidiedOn >= daysBetweenTidying) {
      tidiedOn = day;
      removed.noteChange(day, state, () => tidy(state));
    }
    if (mergeOn === null || state.open === null || mergeOn.day > day) return;
    const at = mergeOn.day;
    mergeOn = null;
    removed.noteChange(at, state, () => merge(state));
    if (hostile.test(state.text)) counts.mergedHosts += 1;
    noteRepairs(at);
    await look(at);
  }

  /** As the answer to the comment finds them. */
  function listRefused(endpoint: string): readonly string[] {
    return [...state.learned].flatMap(([jobId, { baseline, trial, unproven }]) =>
      [baseline, trial, unproven].some((one) =>
        [...(groupByEndpoint(one).get(endpoint)?.keys() ?? [])].some(isRefusal),
      )
        ? [jobId]
        : [],
    );
  }

  async function look(day: number): Promise<void> {
    assess(state, day);
    const repositoryNow = { owner: "octo-org", name: repository.name };
    const by = { octokit, repository: repositoryNow };
    const found = await findArrivals(state.jobs, state.records, by);
    if (found !== state.records) {
      state.records = found;
      assess(state, day);
    }
    propose(state, day);
    noteWaiting(day);
    proposedOn = Math.floor(day);
    await afterLook(day);
  }

  /** A pull request that is new, or says something else now, is tried, and merged some time. */
  async function afterLook(day: number): Promise<void> {
    const pull = state.open;
    if (pull === null) {
      mergeOn = null;
      return;
    }
    if (mergeOn?.version === pull.version) return;
    const entries = listProposed(pull.proposal);
    if (hostile.test(pull.proposal.file.text)) counts.hostileProposals += 1;
    if (attacker !== null)
      counts.unflaggedHosts += entries.filter((entry) => lacksFlag(entry, attacker.kind)).length;
    mergeOn = { version: pull.version, day: mergeDay(day, pull.isRepair, random) };
    const flagged = isCareful ? entries.filter(isFlagged) : [];
    for (const { endpoint } of flagged) ask(endpoint, day);
    if (flagged.length > 0) mergeOn = { version: pull.version, day: Number.POSITIVE_INFINITY };
    if (await tryOut(pull.proposal.file.text, day)) await look(day);
  }

  /** What waits for a word in audit mode, or is suspicious now, gets it some time. */
  function noteWaiting(day: number): void {
    for (const { jobId, misses: missed } of state.jobs)
      for (const { endpoint, verdict } of missed) {
        if (verdict !== "suspicious" || hostile.test(endpoint)) continue;
        const miss = open.get(`${jobId} ${endpoint}`);
        if (miss !== undefined) miss.isSuspicious = true;
        ask(endpoint, day);
      }
    for (const { recommendation } of state.open?.proposal.switched ?? [])
      for (const { endpoint, reason } of recommendation?.leftOut ?? [])
        if (reason === "new-after-dependency-change") ask(endpoint, day);
  }

  function ask(endpoint: string, day: number): void {
    if (!words.has(endpoint)) words.set(endpoint, wordDay(day, random));
  }

  /** The runs that the pull request itself starts; whether they were refused anything. */
  async function tryOut(text: string, day: number): Promise<boolean> {
    let isRefused = false;
    for (const job of repository.jobs) {
      const list = listOf(text, job.id);
      if (list === null) continue;
      const run = newRun(job, day, list);
      learn(state, job.id, "trial", teach(job, run, "pull_request", await findSuspectsOf(job, run)));
      isRefused ||= run.refused.length > 0;
    }
    return isRefused;
  }

  function newRun(job: LivingJob, day: number, list: readonly string[] | null): LivedRun {
    runId += 1;
    days.set(runId, day);
    return live(job, { runId, day, list }, attack?.calls.get(job.id) ?? [], random);
  }

  async function onRun(job: LivingJob, day: number): Promise<void> {
    if (attacker !== null && attack === null) {
      const isBlocking = repository.jobs.every(({ id }) => listOf(state.text, id) !== null);
      attack = beginAttack(attacker, repository, isBlocking, day);
      if (attack?.kind === "writer-by-command")
        state.decisions.push(allowed("collect.attacker.com:443", day, [job.id], hostileLogin));
    }
    const list = listOf(state.text, job.id);
    const run = newRun(job, day, list);
    const suspects = await findSuspectsOf(job, run);
    learn(state, job.id, "baseline", teach(job, run, "push", suspects));
    for (const { host } of [...run.called, ...run.refused]) {
      lastWanted.set(`${job.id} ${host}`, day);
      removed.noteWanted(day, job.id, host);
    }
    if (list !== null) noteRefusals(job, run, suspects);
    if (run.refused.length > 0 || Math.floor(day) > proposedOn) await look(day);
  }

  async function findSuspectsOf(
    job: LivingJob,
    run: LivedRun,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    if (run.refused.length === 0) return new Map();
    const { baseline = emptyBaseline, trial = emptyBaseline } = state.learned.get(job.id) ?? {};
    const before = mergeBaselines(baseline, trial);
    (octokit as unknown as { note(day: number): string }).note(run.day);
    const task = {
      repository: {
        installationId: 1,
        id: 1,
        owner: "octo-org",
        name: repository.name,
        defaultBranch: "main",
      },
      run: {
        id: run.runId,
        attempt: 1,
        path: ".github/workflows/ci.yml",
        event: "push",
        conclusion: "failure",
        headBranch: "main",
        headSha: commitAt(repository, run.day),
        headRepositoryId: 1,
        actor: null,
        triggeringActor: null,
        startedAt: dateOf(run.day),
        referencedWorkflows: [],
        intoBranches: [],
      },
    };
    const endpoints = run.refused.map(({ host }) => `${host}:443`);
    return findSuspects({ endpoints, actions: [] }, before, task, octokit);
  }

  function noteRefusals(job: LivingJob, run: LivedRun, suspects: ReadonlyMap<string, unknown>): void {
    counts.blockRuns += 1;
    const legitimate = run.refused.filter(({ host }) => !hostile.test(host));
    counts.attackerRefusals += run.refused.length - legitimate.length;
    const hasFailed = legitimate.some(({ isEssential }) => isEssential);
    if (hasFailed) counts.falseBlocks += 1;
    for (const { host, isEssential } of legitimate) {
      const endpoint = `${host}:443`;
      const key = `${job.id} ${endpoint}`;
      const miss = open.get(key) ?? { since: run.day, isSuspicious: false, failedRuns: 0 };
      miss.isSuspicious ||= suspects.has(endpoint);
      if (isEssential) miss.failedRuns += 1;
      open.set(key, miss);
      const isAsked = suspects.has(endpoint) || !isEssential;
      if (isAsked) ask(endpoint, run.day);
    }
  }

  function noteRepairs(day: number): void {
    for (const [key, { since, isSuspicious, failedRuns }] of open) {
      const [jobId = "", endpoint = ""] = key.split(" ");
      const list = listOf(state.text, jobId);
      if (list !== null && !createAllows(list)({ host: endpoint.replace(":443", ""), port: 443 })) continue;
      misses.push({ isSuspicious, failedRuns, days: day - since });
      open.delete(key);
    }
  }

  function onFork(day: number): void {
    for (const job of repository.jobs) {
      const call = {
        host: `f${Math.floor(day)}.attacker.net`,
        from: 0,
        until: year,
        chance: 1,
        step: steps[1] ?? "",
        isEssential: true,
      };
      runId += 1;
      const run = live(job, { runId, day, list: listOf(state.text, job.id) }, [call], random);
      learn(state, job.id, "unproven", teach(job, run, "pull_request", new Map()));
    }
  }

  function finish(): Pick<RepositoryYear, "blockingJobs" | "proposals" | "entries" | "unusedEntries"> {
    const lists = repository.jobs.flatMap(({ id }) => {
      const list = listOf(state.text, id);
      return list === null ? [] : [{ id, list }];
    });
    const entries = lists.flatMap(({ id, list }) =>
      list.map((entry) => `${id} ${entryKey(entry).replace(/:443$/, "")}`),
    );
    const months = Array.from(
      { length: 12 },
      (_, month) => state.openedOn.filter((day) => Math.floor(day / 30.5) === month).length,
    );
    return {
      blockingJobs: lists.length,
      proposals: months,
      entries: entries.length,
      unusedEntries: entries.filter((entry) => year - (lastWanted.get(entry) ?? 0) > unusedAfter).length,
    };
  }
}

type Event =
  | { readonly kind: "run"; readonly day: number; readonly job: LivingJob }
  | { readonly kind: "fork"; readonly day: number };

function orderEvents({ jobs, forks }: LivingRepository): readonly Event[] {
  const runs = jobs.flatMap((job) => job.runs.map((day): Event => ({ kind: "run", day, job })));
  return [...runs, ...forks.map((day): Event => ({ kind: "fork", day }))].sort((a, b) => a.day - b.day);
}
