import type { JobAssessment } from "../../assessment/job-assessment.ts";
import { endOf } from "../../harden-runner/version-table.ts";
import type { TickCommand } from "../../marks/boxes.ts";
import { marksLength } from "../../marks/digest.ts";
import { fileNameOf } from "../../run/file-name.ts";
import { guardAction } from "../../workflow/guard-action.ts";
import { renderBoxes } from "../boxes.ts";
import type { DescribedJob } from "../describe-job.ts";
import type { RepairedJob } from "../describe-repair.ts";
import type { TrialRow } from "../describe-trial.ts";
import { plainName } from "../escape.ts";
import { renderToFit } from "../fit.ts";
import { render } from "../render.ts";
import { describeReasons } from "../words.ts";
import { listAlerts } from "./alerts.ts";
import { cutList } from "./cut-list.ts";
import { sayFooter } from "./footer.ts";
import type { MovedPin, ProposalView, TrimmedJob } from "./proposal-view.ts";
import { sayRehearsal } from "./rehearsal.ts";
import { sayEvidence, sayRefusedIn, saySure } from "./say-evidence.ts";
import { mostOpenRows, sortEndpoints } from "./sort-endpoints.ts";

/** GitHub takes 65,536 with the marks. */
const longestBody = 65_000 - marksLength;
// From everything down to what fits whatever the names are.
const cuts: readonly Cut[] = [
  { jobs: 300, rows: 1_000 },
  { jobs: 300, rows: 300 },
  { jobs: 300, rows: 100 },
  { jobs: 100, rows: 50 },
  { jobs: 100, rows: 25 },
  { jobs: 50, rows: 10 },
  { jobs: 20, rows: 5 },
  { jobs: 5, rows: 2 },
  { jobs: 2, rows: 0 },
];
interface Cut {
  /** At most so many jobs of each kind. */
  readonly jobs: number;
  /** At most so many rows in each table. */
  readonly rows: number;
}

/** The body, short enough for GitHub with its marks: the longest tables lose rows, whose number it says. */
export function renderBody(view: ProposalView): string {
  const affordable = cuts.filter((cut) => mayFit(view, cut));
  return renderToFit(affordable, longestBody, (cut) => render("pull-request", bodyData(view, cut)));
}

const mostBoxes = 10;

/** No row is shorter. */
const shortestRow = 5;

/** Spares the work of writing out what is too long by its number of rows. The last cut has none. */
function mayFit({ switched, repaired, trimmed, others }: ProposalView, cut: Cut): boolean {
  const lists: readonly (readonly unknown[])[] = [
    ...switched.slice(0, cut.jobs).flatMap((job) => [job.rows, job.leftOut, job.kept]),
    ...repaired.slice(0, cut.jobs).flatMap((job) => [job.rows, job.notProposed]),
    ...trimmed.slice(0, cut.jobs).flatMap((job) => [job.denied, job.rows]),
  ];
  const rows = lists.reduce(
    (sum, list) => sum + Math.min(list.length, cut.rows),
    Math.min(others.length, cut.jobs),
  );
  return rows * shortestRow <= longestBody;
}

function bodyData(view: ProposalView, cut: Cut): object {
  const { switched, repaired, returned, trimmed, moved, pins, others } = view;
  const edited = [...repaired, ...returned, ...switched, ...trimmed, ...moved];
  const notes = [...switched, ...repaired, ...returned].flatMap((job) => job.notes);
  const kinds = [repaired, returned, switched, trimmed, moved].filter(({ length }) => length > 0).length;
  // Said once for all jobs, not in each of their tables.
  const isNeverRehearsed = edited.length > 1 && view.trials.every(({ why }) => why === "no-trigger");
  const pinOf = ({ jobId }: { readonly jobId: string }): MovedPin | null =>
    pins.find((pin) => pin.jobId === jobId) ?? null;
  const rehearsalOf = (job: { readonly jobId: string }): object =>
    describeRehearsal(job, isNeverRehearsed ? [] : view.trials, cut);
  const common = (job: { readonly jobId: string }): object => ({
    jobId: job.jobId,
    pin: pinOf(job),
    ...rehearsalOf(job),
  });
  return {
    file: plainName(fileNameOf(view.path), 100),
    alerts: listAlerts(view, Math.max(1, Math.min(cut.rows, 20))),
    hasHeadings: edited.length > 1,
    isNeverRehearsed,
    firstPin: pins[0]?.jobId ?? null,
    firstStrip: switched.find(({ rows: all }) => all.some(({ looks }) => looks.length > 0))?.jobId ?? null,
    isNothingElse: kinds === 1 && pins.length === 0 && notes.length === 0 && !view.inStore,
    repaired: cutList(
      repaired.map((job) => ({ ...common(job), ...describeRepaired(job, cut) })),
      cut.jobs,
    ),
    returned: cutList(returned, cut.jobs),
    jobs: cutList(
      switched.map((job) => ({ ...common(job), ...describeSwitched(job, view.base, cut) })),
      cut.jobs,
    ),
    removes: {
      denied: trimmed.some((job) => job.denied.length > 0),
      unused: trimmed.some((job) => job.rows.length > 0),
    },
    trimmed: cutList(
      trimmed.map((job) => ({ ...common(job), ...describeTrimmed(job, cut) })),
      cut.jobs,
    ),
    moved: cutList(moved, cut.jobs),
    notes: cutList([...new Set(notes)], Math.min(cut.rows, 5)),
    callersAreRight: view.callers !== null && view.callers.length === 0,
    inStore: view.inStore,
    upstream: view.upstream.filter(({ isAlarm }) => !isAlarm),
    others: {
      ...cutList(others.map(describeReasons), cut.jobs),
      summary: countStates(others),
    },
    patterns: describePatterns(view.path, listPatterns(others), cut),
    boxes: renderBoxes(listBoxes(view)),
    waitingBoxes: renderBoxes(
      switched
        .flatMap(({ jobId, waiting }) => waiting.map(({ endpoint }) => ({ jobId, endpoint })))
        .slice(0, Math.min(cut.rows, mostBoxes))
        .flatMap((one) => (["allow", "deny"] as const).map((kind) => ({ kind, path: view.path, ...one }))),
    ),
    mistakes: cutList(view.mistakes, Math.min(cut.rows, 10)),
    footer: sayFooter(view),
    changesUrl,
    killsBelow: endOf("defect-kills-long-jobs"),
    missesBelow: endOf("defect-audit-misses-udp"),
  };
}

function describeSwitched(job: DescribedJob, base: string, { rows }: Cut): object {
  return {
    count: job.rows.length + job.kept.length,
    evidence: sayEvidence(job, base),
    endpoints: sortEndpoints(job.rows, rows),
    kept: cutList(job.kept, rows),
    leftOut: cutList(job.leftOut, rows),
    policyName: job.policyName,
    sure: saySure(job),
  };
}

function describeRepaired(job: RepairedJob, { rows }: Cut): object {
  const open = Math.min(mostOpenRows, rows);
  return {
    count: job.rows.length,
    evidence: sayRefusedIn(job),
    open: job.rows.slice(0, open),
    // What the evidence says of the only one is not said again.
    hasRefused: job.rows.length > 1,
    folded: cutList(job.rows.slice(open), Math.max(0, rows - open)),
    notProposed: cutList(job.notProposed, rows),
  };
}

function describeTrimmed(job: TrimmedJob, { rows }: Cut): object {
  const open = Math.min(mostOpenRows, rows);
  const fatal = job.denied.filter(({ unresolvedIn }) => unresolvedIn !== null);
  return {
    count: job.rows.length,
    open: job.rows.slice(0, open),
    folded: cutList(job.rows.slice(open), Math.max(0, rows - open)),
    denied: cutList(job.denied, rows),
    fatal: cutList(fatal, open),
  };
}

function describeRehearsal(
  { jobId }: { readonly jobId: string },
  trials: readonly TrialRow[],
  { rows }: Cut,
): object {
  const trial = trials.find((one) => one.jobId === jobId);
  return {
    rehearsal: trial === undefined ? null : sayRehearsal(trial),
    refused: cutList(trial === undefined ? [] : [...trial.refused, ...trial.earlier], Math.min(rows, 20)),
  };
}

/** How many jobs are in which state: `2 learning, 1 held`. */
function countStates(jobs: readonly JobAssessment[]): string {
  const counts = new Map<string, number>();
  for (const { state } of jobs.map(describeReasons)) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
}

/** The patterns that wait for somebody's word, each as a box that gives it. */
function describePatterns(
  path: string,
  patterns: ReturnType<typeof listPatterns>,
  { jobs }: Cut,
): { readonly count: number; readonly boxes: string; readonly more: number } {
  const { count, shown, more } = cutList(patterns, jobs);
  const commands = shown.map(({ jobId, pattern }) => ({
    kind: "allow" as const,
    path,
    jobId,
    endpoint: pattern,
  }));
  return { count, boxes: renderBoxes(commands), more };
}

/** What people can have done by a tick. A pull request to another branch is not brought up to date by a command. */
function listBoxes(view: ProposalView): readonly TickCommand[] {
  const { path, repaired, returned, switched, trimmed, moved } = view;
  const jobIds = new Set(
    [...repaired, ...returned, ...switched, ...trimmed, ...moved].map((job) => job.jobId),
  );
  const [jobId, ...others] = jobIds;
  return [
    { kind: "refresh", path },
    ...(jobId === undefined || others.length > 0 || returned.length > 0
      ? []
      : [{ kind: "ignore" as const, path, jobId }]),
  ];
}

/** The patterns that wait for somebody's word, with their jobs. */
function listPatterns(
  jobs: readonly JobAssessment[],
): readonly { readonly jobId: string; readonly pattern: string }[] {
  return jobs.flatMap(({ jobId, state, recommendation }) =>
    (state === "held" ? (recommendation?.holds ?? []) : []).flatMap(({ code, endpoint }) =>
      code === "wildcard-not-confirmed" ? [{ jobId, pattern: endpoint }] : [],
    ),
  );
}

/** Where people see what changed between two releases of Harden-Runner. */
function changesUrl({ from, to }: MovedPin): string {
  return `https://github.com/${guardAction}/compare/${from}...${to}`;
}
