import { describeMisses } from "../assessment/describe-misses.ts";
import type { JobAssessment } from "../assessment/job-assessment.ts";
import type { ListHistory } from "../assessment/list-history.ts";
import { listDecisions, type Rules } from "../assessment/rules.ts";
import { readKnownTimes } from "../baseline/known-times.ts";
import type { Miss } from "../baseline/misses.ts";
import type { GuardPolicy } from "../guard/guard-policy.ts";
import { policyNameOf } from "../guard/policy-store/choose-policy-name.ts";
import { policyOf } from "../guard/policy-store/policy-of.ts";
import { fileNameOf } from "../run/file-name.ts";
import type { RepositoryNow } from "../run/repository-now.ts";
import { describeHistory } from "../text/history-rows.ts";
import { nameJobIn } from "../text/name-job.ts";
import { leftOutWords } from "../text/words.ts";
import { cut } from "./cut.ts";
import { describeGates } from "./describe-gates.ts";
import { discover } from "./discover.ts";
import { isEnforcing } from "./is-enforcing.ts";
import type { JobPage } from "./job-page.ts";
import { countKnownRuns } from "./known-runs.ts";
import { listEndpoints } from "./list-endpoints.ts";
import { listMarks } from "./list-marks.ts";
import { showDecision, showJobDecision } from "./show-decision.ts";
import type { Seen } from "./shown-endpoint.ts";
import { listShownRuns, nameShown, type RunSource } from "./shown-run.ts";
import { writeOutputs } from "./write-outputs.ts";

/** So many runs are columns of the picture. */
const mostRuns = 100;
const mostEndpoints = 300;
const mostLeftOut = 100;
const mostHistory = 30;
const mostMarks = 12;

/** All that is known of a job. */
export interface JobFacts {
  readonly repository: RepositoryNow;
  readonly path: string;
  readonly jobId: string;
  /** Null where the workflow file is not at hand, or does not have it. */
  readonly assessment: JobAssessment | null;
  /** What its guard step does now; null where it has none, or the file is not at hand. */
  readonly guard: GuardPolicy | null;
  readonly rules: Rules;
  readonly sources: readonly RunSource[];
  readonly history: ListHistory;
  readonly proposed: { readonly at: string; readonly pullRequest: number | null } | null;
  readonly pullRequest: number | null;
}

/** Makes the page of a job. */
export function makeJobPage(facts: JobFacts): JobPage {
  const { repository, path, jobId, assessment, guard, rules, sources, history } = facts;
  const learnedFrom = assessment?.learned?.source ?? null;
  const teacher =
    sources.find(({ source, branch }) => branch === null && source === (learnedFrom ?? "default-branch")) ??
    null;
  const known = teacher === null ? null : countKnownRuns(teacher);
  const keyed = listShownRuns(sources, mostRuns);
  const runs = keyed.map(({ shown }) => shown);
  const decisions = listDecisions(rules);
  const inForce = guard?.policy === "block" ? guard.entries : null;
  const endpoints = listEndpoints(keyed, { assessment, decisions, inForce, teacher, known, sources });
  const { rows, more } = describeHistory(history.changes, repository.url, mostHistory);
  const entries = assessment === null ? [] : listEntries(assessment, guard);
  const say = (sentence: string): string => cut(nameJobIn(sentence, { path, jobId }), 600);
  return {
    repository: { owner: repository.owner, name: repository.name, url: repository.url },
    path,
    file: fileNameOf(path),
    job: jobId,
    state: assessment?.state ?? null,
    isBlocking: isEnforcing(assessment?.state ?? null),
    reasons: (assessment?.reasons ?? []).map(({ code, message, lift }) => ({
      code,
      message: say(message),
      lift: lift === undefined ? null : say(lift),
    })),
    learnedFrom,
    pullRequest: facts.pullRequest,
    runs,
    moreRuns: sources.reduce((sum, { baseline }) => sum + baseline.runs.size, 0) - runs.length,
    discovery: discover(keyed, teacher, known),
    marks: [...listMarks(runs, history.changes, facts.proposed, mostMarks)],
    endpoints: endpoints.slice(0, mostEndpoints),
    moreEndpoints: Math.max(0, endpoints.length - mostEndpoints),
    gates: (assessment === null ? [] : describeGates(assessment, rules.settings.ready)).map((gate) => ({
      ...gate,
      message: gate.message === null ? null : say(gate.message),
      lift: gate.lift === null ? null : say(gate.lift),
    })),
    list: {
      entries,
      outputs: entries.length === 0 ? [] : [...writeOutputs(nameOf(facts), policyFor(guard, entries))],
    },
    leftOut: (assessment?.recommendation?.leftOut ?? [])
      .slice(0, mostLeftOut)
      .map(({ endpoint, reason }) => ({
        endpoint: cut(endpoint, 300),
        reason,
        why: leftOutWords[reason],
      })),
    refusals: (assessment?.misses ?? []).map((miss) => describeRefusal(miss, facts, say)),
    decisions: [
      ...(assessment?.decision == null ? [] : [showJobDecision(assessment.decision)]),
      ...decisions.map(showDecision),
    ],
    history: rows.map(({ date: _, run, ...row }) => ({
      ...row,
      entries: row.entries.map((entry) => cut(entry, 300)),
      login: row.login === null ? null : cut(row.login),
      run: run === null ? null : Number(run.name) || null,
    })),
    moreHistory: more,
  };
}

/** The list in force with what it is to gain and lose; of a job that does not block, the one that is recommended with its own. */
function listEntries(
  { recommendation, repairs, unused }: JobAssessment,
  guard: GuardPolicy | null,
): string[] {
  const recommended = (recommendation?.entries ?? []).map(({ text }) => text);
  if (guard === null) return recommended;
  if (guard.policy !== "block") return [...policyOf(guard, recommended).entries];
  const gone = new Set(unused.map(({ key }) => key));
  return [...guard.entries.filter((entry) => !gone.has(entry)), ...repairs];
}

function policyFor(guard: GuardPolicy | null, entries: readonly string[]) {
  const off = { disableTelemetry: false, disableSudo: false, disableFileMonitoring: false };
  return { egressPolicy: "block" as const, entries, ...(guard?.switches ?? off) };
}

function nameOf({ repository, path, jobId }: Pick<JobFacts, "repository" | "path" | "jobId">): string {
  return policyNameOf({ repository: repository.name, path, jobId });
}

function describeRefusal(
  miss: Miss,
  { sources, path, jobId }: Pick<JobFacts, "sources" | "path" | "jobId">,
  say: (sentence: string) => string,
): JobPage["refusals"][number] {
  const [told] = describeMisses([miss], `${fileNameOf(path)}:${jobId}`, () => null);
  const times = new Map(sources.flatMap(({ baseline }) => [...readKnownTimes(baseline)]));
  const seen = [...miss.runs]
    .flatMap((key): Seen[] => {
      const at = times.get(key);
      return at === undefined ? [] : [{ id: nameShown(key).id, at }];
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return {
    endpoint: cut(miss.endpoint, 300),
    verdict: miss.verdict,
    message: told === undefined ? "" : say(told.message),
    lift: told?.lift === undefined ? null : say(told.lift),
    runs: miss.runs.size,
    failed: miss.failed.size,
    first: seen.at(0) ?? null,
    last: seen.at(-1) ?? null,
  };
}
