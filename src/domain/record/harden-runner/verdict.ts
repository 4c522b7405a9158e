import type { IncompleteReason, NotRecordedReason } from "../reasons.ts";
import type { AgentRecord } from "./agent-record.ts";
import type { PostStep } from "./post-step.ts";
import type { PreStep } from "./pre-step.ts";

/** What a job log is worth. Only `recorded` is evidence of everything the job called. */
export type Verdict =
  | { readonly status: "recorded"; readonly reason: null; readonly record: AgentRecord }
  /** With a record, what it names was called, but more may have been; without one, nothing in it can be believed. */
  | { readonly status: "incomplete"; readonly reason: IncompleteReason; readonly record: AgentRecord | null }
  | {
      readonly status: "not-recorded";
      readonly reason: NotRecordedReason | "agent-timed-out" | "no-agent-log";
      readonly record: null;
      /** What could be read of a record in a form that is known in part only: refusals. */
      readonly known: AgentRecord | null;
    };

/** What was found in a log, section by section. */
export interface Findings {
  readonly isEmpty: boolean;
  readonly firstLines: string;
  readonly preStep: PreStep | null;
  /** Two pre steps with different ids before any main step. */
  readonly conflictingPreStep: boolean;
  /** The first post step whose ids agree with the pre step, and how many do. */
  readonly agreeing: PostStep | null;
  readonly agreeingSections: number;
  /** The last properly paired post step without ids. */
  readonly unidentified: PostStep | null;
  readonly sections: number;
  /** The version that the header names prints a record without marks. */
  readonly isUnmarked: boolean;
}

/**
 * Decides whether a log holds evidence: exactly one `Post job cleanup.` / `[harden-runner] post-step` pair whose ids
 * agree with the first pre step, ended by `status: Initialized`. Everything else names its reason.
 */
export function judge(findings: Findings): Verdict {
  const { preStep, agreeing } = findings;
  if (findings.isEmpty) return notRecorded("empty-log");
  if (/^\s*</.test(findings.firstLines) && findings.firstLines.includes("<Code>BlobNotFound</Code>")) {
    return notRecorded("log-not-available");
  }
  if (preStep === null) {
    if (findings.sections > 0) return incomplete("no-pre-step");
    return notRecorded(findings.isUnmarked ? "unmarked-record" : "no-harden-runner");
  }
  if (findings.conflictingPreStep || findings.agreeingSections > 1) return incomplete("ambiguous-record");
  // Its record may look like the other agent's and lack what that one writes.
  if (preStep.isEnterprise && !preStep.isBravo)
    return notRecorded(findNotRecorded(findings, preStep) ?? "unknown-agent");
  return agreeing === null ? judgeWithoutRecord(findings, preStep) : judgeRecord(agreeing, preStep);
}

function findNotRecorded({ unidentified }: Findings, preStep: PreStep): NotRecordedReason | null {
  return preStep.notRecorded ?? unidentified?.notRecorded ?? null;
}

function judgeRecord(postStep: PostStep, preStep: PreStep): Verdict {
  if (postStep.hasSecondEnd || postStep.hasStrayAgentLine) return incomplete("ambiguous-record");
  if (postStep.stepFollows) return incomplete("steps-after-record");
  if (postStep.outOfOrder) return incomplete("timestamps-out-of-order");
  if (!postStep.paired) return incomplete("unpaired-record");
  const { record } = postStep;
  if (postStep.timedOut || preStep.timedOut) return incomplete("agent-timed-out", record);
  if (postStep.status === null) return incomplete("record-cut", record);
  if (postStep.status !== "Initialized") return incomplete("agent-not-initialized", record);
  if (record.reverted) return incomplete("agent-reverted", record);
  if (record.hasUnreadableLines) return incomplete("unreadable-lines", record);
  if (record.truncated) return incomplete("record-too-large", record);
  return { status: "recorded", reason: null, record };
}

function judgeWithoutRecord(findings: Findings, preStep: PreStep): Verdict {
  const { unidentified } = findings;
  const reason = findNotRecorded(findings, preStep);
  if (reason !== null) return notRecorded(reason, unidentified?.paired === true ? unidentified.record : null);
  if (unidentified !== null && !unidentified.hasAgentLog) {
    return notRecorded(unidentified.timedOut ? "agent-timed-out" : "no-agent-log");
  }
  if (preStep.configuration === null) return incomplete("no-configuration");
  return incomplete(unidentified === null ? "no-post-step" : "record-cut");
}

function notRecorded(
  reason: Extract<Verdict, { status: "not-recorded" }>["reason"],
  known: AgentRecord | null = null,
): Verdict {
  return { status: "not-recorded", reason, record: null, known };
}

function incomplete(reason: IncompleteReason, record: AgentRecord | null = null): Verdict {
  return { status: "incomplete", reason, record };
}
