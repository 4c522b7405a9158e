import { readAgentLine } from "./agent-log.ts";
import { type AgentConfiguration, readAgentConfiguration } from "./configuration.ts";
import { type NotRecordedReason, readNotRecordedReason } from "./coverage.ts";
import type { LogLine } from "./log-line.ts";
import { type AgentRecord, createRecordBuilder } from "./record.ts";

/** One section of a log that begins with `[harden-runner] post-step`, real or imitated. */
export interface PostStep {
  /** Whether `Post job cleanup.`, which the runner prints for every post step, stands right before it. */
  readonly paired: boolean;
  /** The runner's timestamp of the section's first line. */
  readonly at: string | null;
  readonly correlationId: string | null;
  readonly agentConfiguration: AgentConfiguration | null;
  readonly hasAgentLog: boolean;
  readonly timedOut: boolean;
  /** The line after `status:`; null when the section ends before it. */
  readonly status: string | null;
  readonly notRecorded: NotRecordedReason | null;
  /** A second end of the agent's log within the section: one of the two was made up by what the log quotes. */
  readonly hasSecondEnd: boolean;
  /** A step began after the section. The runner never starts a step after the post steps. */
  readonly stepFollows: boolean;
  /** A line's timestamp lies before that of a line above it: the runner never writes so, a program that imitates it may. */
  readonly outOfOrder: boolean;
  readonly record: AgentRecord;
}

/** Reads the lines after `[harden-runner] post-step`, one by one; `postStep()` tells what was found so far. */
export function createPostStepReader(start: { paired: boolean; at: string | null }): {
  add(line: LogLine): void;
  /** Compares a line's time with the newest above it, both in milliseconds; a line without a time is `NaN`. */
  noteOrder(time: number, newest: number): void;
  postStep(): PostStep;
} {
  const builder = createRecordBuilder();
  let stage: "before" | "log" | "daemon-log" | "status" | "after" = "before";
  let correlationId: string | null = null;
  let agentConfiguration: AgentConfiguration | null = null;
  let hasAgentLog = false;
  let timedOut = false;
  let status: string | null = null;
  let notRecorded: NotRecordedReason | null = null;
  let agentLineAfterEnd = false;
  let hasSecondEnd = false;
  let stepFollows = false;
  let outOfOrder = false;

  function addBeforeLog(text: string): void {
    if (text === "log:") {
      stage = "log";
      hasAgentLog = true;
    } else if (text === "timed out") timedOut = true;
    else notRecorded ??= readNotRecordedReason(text);
  }

  function addToLog(text: string): void {
    if (text === "status:") stage = "status";
    else if (text === "daemonLog:") stage = "daemon-log";
    else {
      const event = readAgentLine(text);
      if (event === null) agentConfiguration ??= readAgentConfiguration(text);
      else if (event.kind === "correlation-id") correlationId ??= event.id;
      else builder.add(event);
    }
  }

  // The agent's log quotes the arguments of sudo, which may contain line ends, so a step can end the log early and
  // hide what follows. What follows then still ends a second time.
  function addAfterEnd(text: string): void {
    if (agentLineAfterEnd && text === "status:") hasSecondEnd = true;
    else if (!agentLineAfterEnd && readAgentLine(text) !== null) agentLineAfterEnd = true;
  }

  function add(line: LogLine): void {
    if (line.text.startsWith("##[group]Run ")) stepFollows = true;
    switch (stage) {
      case "before":
        addBeforeLog(line.text);
        return;
      case "log":
        addToLog(line.text);
        return;
      case "daemon-log":
        if (line.text === "status:") stage = "status";
        return;
      case "status":
        if (line.text === "") return;
        status = line.text.slice(0, 200);
        stage = "after";
        return;
      case "after":
        addAfterEnd(line.text);
        return;
    }
  }

  return {
    add,
    noteOrder(time, newest) {
      if (time < newest) outOfOrder = true;
    },
    postStep: () => ({
      ...start,
      correlationId,
      agentConfiguration,
      hasAgentLog,
      timedOut,
      status,
      notRecorded,
      hasSecondEnd,
      stepFollows,
      outOfOrder,
      record: builder.record(),
    }),
  };
}
