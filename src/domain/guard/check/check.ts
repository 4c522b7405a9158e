import { isScalar, type Scalar } from "yaml";
import { holds } from "../../harden-runner/holds.ts";
import { beginOf } from "../../harden-runner/version-table.ts";
import { type Job, parseWorkflowFile, type WorkflowFile } from "../../workflow/workflow-file.ts";
import { checkInputs } from "./check-inputs.ts";
import { checkJobGuardable } from "./check-job.ts";
import { checkList } from "./check-list.ts";
import { checkVersion } from "./check-version.ts";
import type { Finding } from "./finding.ts";
import { type GuardedStep, isEmptyList, isSet, mayKnow, readGuardedStep, readInput } from "./guarded-step.ts";
import { applyIgnores } from "./ignore.ts";
import type { Resolutions } from "./resolutions.ts";
import type { Report } from "./rules.ts";
import { createRunnerReader, type Runners } from "./runners.ts";

/** What was found in a workflow file. */
export interface Checked {
  /** In order of their place. */
  readonly findings: readonly Finding[];
  /** How many findings comments suppress. */
  readonly ignored: number;
  /** How many guard steps were looked at. */
  readonly guards: number;
}

const nothingKnown: Resolutions = new Map();

/** Finds the guard steps of a workflow file that will not do what their author thinks. */
export function checkText(text: string, resolutions: Resolutions = nothingKnown): Checked {
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) {
    const { code, message, line, column } = parsed.problem;
    return { findings: [{ rule: code, severity: "error", message, line, column }], ignored: 0, guards: 0 };
  }
  const { file } = parsed;
  const found = checkJobs(file, file.jobs, { resolutions, isTakenAsBlock: false });
  const guards = file.jobs.reduce((sum, job) => sum + job.guards.length, 0);
  return { ...applyIgnores(file, found, { isWhole: true }), guards };
}

/** The findings alone. */
export function checkWorkflow(text: string): readonly Finding[] {
  return checkText(text).findings;
}

/**
 * The errors of one job that comments do not suppress. `isTakenAsBlock`: as if its guard step blocked, which it may by a policy that
 * is kept elsewhere.
 */
export function listJobErrors(
  file: WorkflowFile,
  jobId: string,
  { isTakenAsBlock }: { readonly isTakenAsBlock: boolean },
): readonly Finding[] {
  const jobs = file.jobs.filter(({ id }) => id === jobId);
  const found = checkJobs(file, jobs, { resolutions: nothingKnown, isTakenAsBlock });
  return applyIgnores(file, found, { isWhole: false }).findings.filter(
    ({ severity }) => severity === "error",
  );
}

interface JobOptions {
  readonly resolutions: Resolutions;
  readonly isTakenAsBlock: boolean;
}

function checkJobs(file: WorkflowFile, jobs: readonly Job[], options: JobOptions): readonly Finding[] {
  // Jobs that share something by an alias share what is wrong with it.
  const findings = new Map<string, Finding>();
  const lists = new Set<string>();
  const readRunners = createRunnerReader(file);
  for (const job of jobs) {
    const report: Report = (rule, severity, message, at) => {
      const offset = typeof at === "number" ? at : (at?.range?.[0] ?? job.key.range?.[0] ?? 0);
      const finding = { rule, severity, message, ...file.positionOf(offset) };
      findings.set(JSON.stringify(finding), finding);
    };
    checkJob(file, job, { ...options, lists, readRunners, report });
  }
  return [...findings.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** `lists` notes which lists were checked, and how: many jobs may share a long one. */
function checkJob(
  file: WorkflowFile,
  job: Job,
  options: JobOptions & {
    readonly lists: Set<string>;
    readonly report: Report;
    readRunners(job: Job): Runners;
  },
): void {
  const { lists, report, readRunners, resolutions, isTakenAsBlock } = options;
  const [guard] = job.guards;
  if (guard === undefined) return;
  const step = readGuardedStep(file, job, guard, { report, isTakenAsBlock });
  checkPlace(step);
  checkInputs(step);
  checkVersion(step);
  const list = readInput(file, guard, "allowed-endpoints");
  const isDenying = isSet(file, guard, "denied-endpoints") && mayKnow(step.version, "denied-endpoints");
  if (step.policy === "block" && !step.asksStore && isEmptyList(list) && !isDenying)
    report(
      "block-without-list",
      "warning",
      "nothing but what Harden-Runner needs itself is reachable; add allowed-endpoints or egress-policy: audit",
      guard.uses,
    );
  if (isScalar(list) && typeof list.value === "string") {
    const disableTelemetry = isSet(file, guard, "disable-telemetry");
    const way = JSON.stringify([list.range?.[0], step.broken, disableTelemetry, step.version]);
    if (!lists.has(way)) checkList(step, list as Scalar<string>, { resolutions, disableTelemetry });
    lists.add(way);
  }
  checkJobGuardable(step, readRunners(job));
}

function checkPlace({ job, guard, version, report }: GuardedStep): void {
  const [, another] = job.guards;
  if (another !== undefined) {
    const isSkipped = holds("second-step-skipped", version) === "yes";
    const since = beginOf("second-step-skipped");
    report(
      "several-guard-steps",
      "warning",
      isSkipped
        ? "this step does nothing: the agent of the first one is already running"
        : `since ${since} this step does nothing, as the agent of the first one is already running; keep one`,
      another.uses,
    );
  }
  if (guard.index === 0) return;
  const before = guard.index === 1 ? "the step" : `the ${guard.index} steps`;
  report(
    "guard-not-first",
    "warning",
    `this is step ${guard.index + 1}: Harden-Runner starts before all steps all the same, but its record ends before ${before} above it clean${guard.index === 1 ? "s" : ""} up; make it the first`,
    guard.uses,
  );
}
