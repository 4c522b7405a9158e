import type { JobOptions, StepOptions } from "../fake-github/add-run.ts";
import { buildJobLog, guardCommit, type JobLogOptions } from "./job-log-builder.ts";

/** A guarded job of a run: what its log holds, and what the jobs API says of it. */
export interface GuardedJobOptions {
  readonly name?: string;
  /** When the job began, ISO 8601 UTC. */
  readonly start: string;
  readonly conclusion?: JobOptions["conclusion"];
  readonly log?: JobLogOptions;
  /** In place of the log that is built. */
  readonly rawLog?: JobOptions["log"];
  /** What GitHub calls the guard step. */
  readonly guardStep?: string;
  /** Steps that run after the guard's post step, before `Complete job`. */
  readonly laterSteps?: readonly string[];
  readonly hasPostStep?: boolean;
  /** Steps behind `Test`, which a run may skip. */
  readonly moreSteps?: readonly { readonly name: string; readonly conclusion: "success" | "skipped" }[];
}

export const guardAction = `step-security/harden-runner@${guardCommit}`;

// Seconds after the job's start.
const postStep = 210;
const postStepEnd = 214;

/** When the guard's post step of a job runs, in milliseconds. */
export function postStepWindow(start: string): { readonly from: number; readonly to: number } {
  const from = Date.parse(start) + postStep * 1_000;
  return { from, to: from + (postStepEnd - postStep + 1) * 1_000 };
}

/** The log of a guarded job, whose post step runs when the jobs API says so. */
export function guardedLog(start: string, options: JobLogOptions = {}): string {
  const postStepAt = new Date(Date.parse(start) + postStep * 1_000 + 300).toISOString();
  return buildJobLog({ start, postStepAt, ...options });
}

/** A job as the fake GitHub takes it: `Set up job`, the guard, a command, the guard's post step, `Complete job`. */
export function guardedJob(options: GuardedJobOptions): JobOptions {
  const { name = "build", start, conclusion = "success", log = {}, rawLog } = options;
  const {
    guardStep = `Run step-security/harden-runner@${log.guard?.ref ?? guardCommit}`,
    laterSteps = [],
    hasPostStep = true,
    moreSteps = [],
  } = options;
  const at = (after: number): string =>
    new Date(Date.parse(start) + after * 1_000).toISOString().replace(".000", "");
  const step = (stepName: string, number: number, from: number, to: number): StepOptions => ({
    name: stepName,
    number,
    startedAt: at(from),
    completedAt: at(to),
  });
  return {
    name,
    conclusion,
    startedAt: start,
    completedAt: at(216),
    steps: [
      step("Set up job", 1, 0, 4),
      step(guardStep, 2, 4, 8),
      step("Run actions/checkout@v6", 3, 8, 9),
      step("Install", 4, 9, 100),
      step("Test", 5, 100, 209),
      ...moreSteps.map(({ name: more, conclusion: end }, index) => ({
        ...step(more, 6 + index, 209, 209),
        conclusion: end,
      })),
      ...(hasPostStep ? [step(`Post ${guardStep}`, 20, postStep, postStepEnd)] : []),
      ...laterSteps.map((later, index) => step(later, 21 + index, 215, 215)),
      step("Complete job", 21 + laterSteps.length, 215, 216),
    ],
    log: rawLog === undefined ? guardedLog(start, { jobName: name, ...log }) : rawLog,
  };
}
