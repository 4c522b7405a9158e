import { guardAction } from "../../workflow/guard-action.ts";
import type { LoggedRecord, Recorder } from "../recorder.ts";
import type { StepWindow } from "../step-window.ts";
import { addressesOf } from "./addresses-of.ts";
import { createJobLogReader, type JobLog } from "./job-log.ts";
import { listCalls } from "./list-calls.ts";
import { needsSubscription } from "./needs-subscription.ts";
import { observe } from "./observe.ts";
import type { Verdict } from "./verdict.ts";

/** Harden-Runner with the agent of its community tier: its record is the agent's log, which the post step prints. */
export const hardenRunner: Recorder = {
  action: guardAction,
  open(step) {
    const reader = createJobLogReader(step?.window ?? null);
    return {
      push: reader.push,
      needsHead: reader.needsHead,
      needsRest: () => (step?.endsWithRecord === true ? "tail" : "everything"),
      gap: reader.gap,
      end: () => describeLog(reader.end(), step?.steps ?? []),
    };
  },
};

const absences: ReadonlySet<Verdict["reason"]> = new Set([
  "no-harden-runner",
  "empty-log",
  "log-not-available",
]);

function describeLog(log: JobLog, steps: readonly StepWindow[]): LoggedRecord {
  const { record, reason } = log.verdict;
  return {
    isPresent: !absences.has(reason),
    observation: observe(log, steps),
    unguardable: needsSubscription(log) ? "subscription-required" : null,
    addressesOf: (isName, port) => (record === null ? null : addressesOf(record, isName, port)),
    listCalls: () => listCalls(log, steps),
  };
}
