import { encodeJob } from "../../../adapters/store/redis/keys.ts";
import type { Store } from "../../../adapters/store/store.ts";
import { type Baseline, emptyBaseline, mergeBaselines } from "../../../domain/baseline/baseline.ts";
import { noDecisions } from "../../../domain/baseline/decision.ts";
import { defaultWindow, withinWindow } from "../../../domain/baseline/window.ts";
import type { JobKey } from "../../../domain/run/job-key.ts";
import type { RunOutcome } from "../../../domain/run/outcome.ts";

/** What learning and proposing need of the store. */
export type MemoryStore = Pick<
  Store,
  | "commits"
  | "runProgress"
  | "samples"
  | "outcomes"
  | "workflowTexts"
  | "settings"
  | "proposals"
  | "proposedDigests"
  | "looks"
  | "forkLogs"
> & {
  readonly baselines: Store["baselines"];
  readonly runCalls: Pick<Store["runCalls"], "note" | "copy">;
  readonly decisions: Pick<Store["decisions"], "read" | "keepForOwner" | "decideEndpoint" | "decideJob">;
  readonly jobRecords: Store["jobRecords"];
  readonly reports: Store["reports"];
  readonly policies: Store["policies"];
  readonly upstreamTags: Store["upstreamTags"];
  readonly standings: Pick<Store["standings"], "note">;
};

const day = 86_400_000;

/** What one command leaves for the next one. */
export interface KnownBefore {
  readonly baselines: readonly { readonly key: JobKey; readonly baseline: Baseline }[];
  /** The attempts of runs that were read, whatever became of them. */
  readonly runs: readonly Pick<RunOutcome, "runId" | "attempt" | "at">[];
}

/**
 * A store for the time of one command, about one repository. Nobody has decided anything. `before` is what an earlier one left; `known` gives
 * what this one leaves, cut to the window.
 */
export function createMemoryStore(before: KnownBefore | null = null): MemoryStore & { known(): KnownBefore } {
  const baselines = new Map<string, { readonly key: JobKey; readonly baseline: Baseline }>();
  const outcomes = new Map<string, RunOutcome>();
  const commits = new Set<string>();
  let head: string | null = null;
  const runs = new Map<string, KnownBefore["runs"][number]>();
  for (const { key, baseline } of before?.baselines ?? []) baselines.set(encodeJob(key), { key, baseline });
  for (const run of before?.runs ?? []) runs.set(`${run.runId}/${run.attempt}`, run);
  const texts = new Map<string, string | null>();
  let forkBytes = 0;
  let tags: Awaited<ReturnType<Store["upstreamTags"]["read"]>>;
  return {
    known: () => ({
      baselines: [...baselines.values()].map(({ key, baseline }) => ({
        key,
        baseline: withinWindow(baseline, defaultWindow),
      })),
      runs: [...runs.values()].filter(({ at }) => Date.parse(at) > Date.now() - defaultWindow.days * day),
    }),
    baselines: {
      async merge(key, learned) {
        const known = baselines.get(encodeJob(key))?.baseline ?? emptyBaseline;
        baselines.set(encodeJob(key), { key, baseline: mergeBaselines(known, learned) });
      },
      async read(key) {
        return withinWindow(baselines.get(encodeJob(key))?.baseline ?? emptyBaseline, defaultWindow);
      },
      async list() {
        return [...baselines.values()].map(({ key }) => key);
      },
      async forget(key) {
        baselines.delete(encodeJob(key));
      },
    },
    // Only pages ask for them.
    runCalls: { note: async () => {}, copy: async () => {} },
    outcomes: {
      async record(_, outcome) {
        const { runId, attempt, at } = outcome;
        outcomes.set(`${runId}/${attempt}`, outcome);
        runs.set(`${runId}/${attempt}`, { runId, attempt, at });
      },
      async has(_, runId, attempt) {
        return runs.has(`${runId}/${attempt}`);
      },
      async readRun(_, runId) {
        return [...outcomes.values()].filter((outcome) => outcome.runId === runId);
      },
      async list() {
        return [...outcomes.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
      },
    },
    samples: {
      notePush: async () => {},
      placeOf: async () => null,
      readChange: async () => 0,
      settle: async () => {},
      unsettle: async () => {},
      readSettled: async () => new Map(),
      skip: async () => 0,
    },
    runProgress: {
      read: async () => ({ jobs: null, outcomes: new Map() }),
      note: async () => {},
      keepJobs: async () => {},
      forget: async () => {},
      restart: async () => {},
    },
    commits: {
      async note(_, __, noted) {
        for (const commit of noted) commits.add(commit);
        head = noted.at(-1) ?? head;
      },
      has: async (_, __, commit) => commits.has(commit),
      readHead: async () => head,
      noteOutside: async () => {},
      isOutside: async () => false,
      wait: async () => {},
      takeWaiting: async () => [],
    },
    workflowTexts: {
      async read(_, path, commit) {
        return texts.get(`${commit} ${path}`);
      },
      async write(_, path, commit, text) {
        texts.set(`${commit} ${path}`, text);
      },
    },
    settings: {
      readGood: async () => null,
      readGoodShared: async () => null,
      rememberGood: async () => {},
      readReported: async () => null,
      rememberReported: async () => {},
      readInForce: async () => null,
      rememberInForce: async () => {},
      readOwners: async () => undefined,
      rememberOwners: async () => {},
    },
    forkLogs: {
      read: async () => forkBytes,
      async count(_, bytes) {
        forkBytes += bytes;
      },
    },
    decisions: {
      read: async () => noDecisions,
      keepForOwner: async () => {},
      decideEndpoint: async () => {},
      decideJob: async () => {},
    },
    jobRecords: { read: async () => new Map(), list: async () => new Map(), change: async () => {} },
    reports: {
      rememberTold: async () => false,
      readTold: async () => [],
      listTold: async () => new Map(),
      rememberAlarmIssues: async () => {},
      listAlarmIssues: async () => new Map(),
      rememberProposed: async () => {},
      readProposed: async () => null,
      rememberTrim: async () => {},
      readTrim: async () => null,
      forgetTrim: async () => {},
      rememberGrown: async () => {},
      readGrown: async () => null,
      rememberClaims: async () => {},
      readClaims: async () => null,
      rememberSaid: async () => {},
      readSaid: async () => null,
    },
    policies: {
      read: async () => new Map(),
      list: async () => new Map(),
      remember: async () => {},
      forget: async () => {},
      holderOf: async () => null,
      claim: async () => true,
      hasIssue: async () => false,
      readIssue: async () => null,
      rememberIssue: async () => {},
    },
    upstreamTags: {
      read: async () => tags,
      async remember(found) {
        tags = found;
      },
    },
    standings: { note: async () => {} },
    looks: {
      begin: async () => "",
      keep: async () => {},
      read: async () => null,
      drop: async () => {},
      forget: async () => {},
    },
    proposals: { remember: async () => {}, read: async () => null, list: async () => new Map() },
    proposedDigests: { remember: async () => {}, read: async () => new Map() },
  };
}
