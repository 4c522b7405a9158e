import type { LogLine } from "../log/log-line.ts";
import type { NotRecordedReason } from "../reasons.ts";
import { type AgentEvent, readAgentLine, readAgentTime } from "./agent-log.ts";
import { type AgentRecord, emptyRecord } from "./agent-record.ts";
import { type AgentConfiguration, readAgentConfiguration } from "./configuration.ts";
import { readNotRecordedReason } from "./not-recorded.ts";
import { createRecordBuilder } from "./record.ts";
import { readWindowsLine, windowsHeading } from "./windows-log.ts";

/** One section of a log that begins with `[harden-runner] post-step`, real or imitated. */
export interface PostStep {
  /** Whether `Post job cleanup.`, which the runner prints for every post step, stands right before it. */
  readonly paired: boolean;
  /** The runner's timestamp of the section's first line. */
  readonly at: string | null;
  readonly correlationId: string | null;
  /** When the agent wrote its first line, ISO 8601 UTC. */
  readonly agentStartedAt: string | null;
  readonly agentConfiguration: AgentConfiguration | null;
  readonly hasAgentLog: boolean;
  readonly timedOut: boolean;
  /** The line after `status:`; null when the section ends before it. */
  readonly status: string | null;
  readonly notRecorded: NotRecordedReason | null;
  /** A second end of the agent's log within the section: one of the two was made up by what the log quotes. */
  readonly hasSecondEnd: boolean;
  /** A line of the agent's after the end of its log, in what should be the daemon's: the end was made up as well. */
  readonly hasStrayAgentLine: boolean;
  /** A step began after the section. The runner never starts a step after the post steps. */
  readonly stepFollows: boolean;
  /** A line's timestamp lies before that of a line above it: the runner never writes so, a program that imitates it may. */
  readonly outOfOrder: boolean;
  readonly record: AgentRecord;
  /** What the agent's lines after the end of its log say; null where there are none. */
  readonly strayRecord: AgentRecord | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A section while it is read. */
export interface OpenPostStep extends Mutable<Omit<PostStep, "record" | "strayRecord">> {
  stage: "before" | "log" | "windows-log" | "daemon-log" | "status" | "after";
  agentLineAfterEnd: boolean;
  /** Made when there is something to hold. */
  builder: ReturnType<typeof createRecordBuilder> | null;
  strayBuilder: ReturnType<typeof createRecordBuilder> | null;
}

/** Begins a section. A plain object, because a step may print the beginnings of a million: one must cost little. */
export function openPostStep(paired: boolean, at: string | null): OpenPostStep {
  return {
    paired,
    at,
    correlationId: null,
    agentStartedAt: null,
    agentConfiguration: null,
    hasAgentLog: false,
    timedOut: false,
    status: null,
    notRecorded: null,
    hasSecondEnd: false,
    hasStrayAgentLine: false,
    stepFollows: false,
    outOfOrder: false,
    stage: "before",
    agentLineAfterEnd: false,
    builder: null,
    strayBuilder: null,
  };
}

/** Adds what one line after `[harden-runner] post-step` says to its section. */
export function readPostStepLine(section: OpenPostStep, { text }: LogLine): void {
  if (text.startsWith("##[group]Run ")) section.stepFollows = true;
  switch (section.stage) {
    case "before":
      addBeforeLog(section, text);
      return;
    case "log":
      addToLog(section, text);
      return;
    case "windows-log":
      addEvent(section, readWindowsLine(text));
      return;
    case "daemon-log":
      addToDaemonLog(section, text);
      return;
    case "status":
      if (text === "") return;
      section.status = text.slice(0, 200);
      section.stage = "after";
      return;
    case "after":
      addAfterEnd(section, text);
      return;
  }
}

/** What the section said, when no line of it is to come. */
export function closePostStep({
  stage: _,
  agentLineAfterEnd: __,
  builder,
  strayBuilder,
  ...said
}: OpenPostStep): PostStep {
  return { ...said, record: builder?.record() ?? emptyRecord, strayRecord: strayBuilder?.record() ?? null };
}

function addBeforeLog(section: OpenPostStep, text: string): void {
  if (text === "log:") {
    section.stage = "log";
    section.hasAgentLog = true;
  } else if (text === "timed out") section.timedOut = true;
  else section.notRecorded ??= readNotRecordedReason(text);
  if (text === windowsHeading) {
    section.stage = "windows-log";
    section.hasAgentLog = true;
  }
}

function addToLog(section: OpenPostStep, text: string): void {
  if (text === "status:") section.stage = "status";
  else if (text === "daemonLog:") section.stage = "daemon-log";
  else {
    const event = readAgentLine(text);
    if (event === null) {
      section.agentConfiguration ??= readAgentConfiguration(text);
      return;
    }
    section.agentStartedAt ??= readAgentTime(text);
    if (event.kind === "correlation-id") section.correlationId ??= event.id;
    else if (event.kind !== "other") addEvent(section, event);
  }
}

function addEvent(section: OpenPostStep, event: AgentEvent | null): void {
  if (event === null) return;
  section.builder ??= createRecordBuilder();
  section.builder.add(event);
}

// The agent's log quotes the arguments of sudo, which may contain line ends, so a step can end the log early and
// hide what follows. What follows then stands in the daemon's log, or still ends a second time.
function addToDaemonLog(section: OpenPostStep, text: string): void {
  if (text === "status:") section.stage = "status";
  else if (addStray(section, text)) section.hasStrayAgentLine = true;
}

function addAfterEnd(section: OpenPostStep, text: string): void {
  if (section.agentLineAfterEnd && text === "status:") section.hasSecondEnd = true;
  else if (addStray(section, text)) section.agentLineAfterEnd = true;
}

/** Whether a line is the agent's; what it says is kept apart. */
function addStray(section: OpenPostStep, text: string): boolean {
  const event = readAgentLine(text);
  if (event === null) return false;
  section.strayBuilder ??= createRecordBuilder();
  section.strayBuilder.add(event);
  return true;
}
