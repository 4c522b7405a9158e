import { holds } from "../../harden-runner/holds.ts";
import { createHeaderReader, type Header } from "../log/header.ts";
import { type Appetite, createLineFeed } from "../log/line-feed.ts";
import { type LogLine, readLogLine } from "../log/log-line.ts";
import { readLoggedVersion } from "../logged-version.ts";
import type { Claims } from "../observation.ts";
import type { PostStepWindow } from "../recorder.ts";
import type { AgentRecord } from "./agent-record.ts";
import { idsAgree } from "./configuration.ts";
import { listClaims } from "./list-claims.ts";
import {
  closePostStep,
  type OpenPostStep,
  openPostStep,
  type PostStep,
  readPostStepLine,
} from "./post-step.ts";
import { createPreStepReader, listRecordIds, type PreStep } from "./pre-step.ts";
import { judge, type Verdict } from "./verdict.ts";

/** What one job log says. `verdict.record` is present only where the record may be learned from. */
export interface JobLog {
  readonly header: Header;
  readonly preStep: PreStep | null;
  readonly postStep: PostStep | null;
  readonly verdict: Verdict;
  /** Sections that look like a record and are none: other ids, or none at all beside the real one. */
  readonly lookalikes: number;
  /** What the records say of which each could be the real one; null where no two could. */
  readonly claims: Claims | null;
}

const marker = "[harden-runner] ";
const anyMarker = Buffer.from(marker);
const postStepMarker = Buffer.from("[harden-runner] post-step");
// The header is read line by line; a job without Harden-Runner must not be read that way to its end.
const longestHeader = 1_048_576;
// A pre step says all that matters within some ten lines; a log may not tell where the next step begins.
const mostLinesInPreStep = 1_000;
// A post step says within a few lines whether it has a log.
const mostLinesBeforeLog = 300;
// Of the records of which each could be the real one, the first ones are kept, and the last: the runner prints the real one late.
const mostRecords = 4;

/** Reads one job log in pieces of any size, in constant memory. Never throws; what it could not read is in the verdict. */
export interface JobLogReader {
  push(chunk: Buffer): void;
  /** Whether the beginning of the log, up to the end of the pre step, is still to come. */
  needsHead(): boolean;
  /** Says that bytes are missing before the next piece. Only after the head and before the record is that harmless. */
  gap(): void;
  /** Call it once, after the last piece. */
  end(): JobLog;
}

/**
 * Makes the reader of one job log. With a window, a record outside of it is a look-alike, whatever its ids, and its lines
 * must be in order of time.
 */
export function createJobLogReader(window: PostStepWindow | null = null): JobLogReader {
  const feed = createLineFeed(onLine);
  const header = createHeaderReader();
  let headerLength = 0;
  let firstLines = "";
  let isEmpty = true;
  let previousText = "";
  let reading: "header" | "pre-step" | "nothing" | "post-step" = "header";
  let linesInPreStep = 0;
  let preStepReader: ReturnType<typeof createPreStepReader> | null = null;
  let preStep: PreStep | null = null;
  let mainStepSeen = false;
  let conflictingPreStep = false;
  let openSection: OpenPostStep | null = null;
  let linesInPostStep = 0;
  let newestTime = Number.NEGATIVE_INFINITY;
  // Only these sections are kept, however many a hostile log has.
  let agreeing: PostStep | null = null;
  let unidentified: PostStep | null = null;
  let agreeingSections = 0;
  const records: AgentRecord[] = [];
  let sections = 0;

  function onLine(raw: string): Appetite {
    const line = readLogLine(raw);
    const time = line.at === null ? Number.NaN : Date.parse(line.at);
    if (window !== null && time > window.to && reading === "post-step") closeSection();
    const isMarker = line.text.startsWith(marker) && startSection(line, time);
    if (!isMarker) addLine(line, time);
    if (time > newestTime) newestTime = time;
    if (line.text !== "" && !line.text.startsWith("##[debug]")) previousText = line.text;
    if (reading !== "nothing") return "every-line";
    // Nothing else of Harden-Runner's follows its main step, and of the longer marker fewer bytes need a look.
    return mainStepSeen ? postStepMarker : anyMarker;
  }

  function startSection(line: LogLine, time: number): boolean {
    switch (line.text) {
      case "[harden-runner] pre-step":
        closeSection();
        // Pre steps run before any main step: a later one is something a step printed.
        reading = mainStepSeen ? "nothing" : "pre-step";
        if (!mainStepSeen) preStepReader = createPreStepReader(line.at);
        linesInPreStep = 0;
        return true;
      case "[harden-runner] main-step":
        closeSection();
        mainStepSeen = true;
        reading = "nothing";
        return true;
      case "[harden-runner] post-step":
        closeSection();
        sections += 1;
        if (window !== null && !(time >= window.from && time <= window.to)) return true;
        openSection = openPostStep(previousText === "Post job cleanup.", line.at);
        noteOrder(openSection, time);
        linesInPostStep = 0;
        reading = "post-step";
        return true;
      default:
        return false;
    }
  }

  function addLine(line: LogLine, time: number): void {
    switch (reading) {
      case "header":
        header.add(line);
        if (line.text !== "") isEmpty = false;
        if (firstLines.length < 1_000) firstLines += line.text.slice(0, 1_000);
        headerLength += line.text.length + 1;
        if (headerLength > longestHeader) reading = "nothing";
        return;
      case "pre-step":
        preStepReader?.add(line);
        linesInPreStep += 1;
        if (line.text.startsWith("##[group]Run ") || linesInPreStep >= mostLinesInPreStep) closeSection();
        return;
      case "post-step":
        addToPostStep(line, time);
        return;
      case "nothing":
        return;
    }
  }

  function addToPostStep(line: LogLine, time: number): void {
    if (openSection === null) return;
    noteOrder(openSection, time);
    readPostStepLine(openSection, line);
    linesInPostStep += 1;
    // Only a section that may be the real one is worth reading line by line.
    const { correlationId, hasAgentLog } = openSection;
    const isOthers = correlationId !== null && !recordIds().includes(correlationId);
    const hasNoLog = linesInPostStep >= mostLinesBeforeLog && !hasAgentLog;
    if (isOthers || hasNoLog) closeSection();
  }

  function recordIds(): readonly string[] {
    return preStep === null ? [] : listRecordIds(preStep);
  }

  function noteOrder(section: OpenPostStep, time: number): void {
    if (window !== null && time < newestTime) section.outOfOrder = true;
  }

  function closeSection(): void {
    closePreStep();
    judgeSection();
    reading = "nothing";
  }

  function closePreStep(): void {
    if (preStepReader === null) return;
    const closed = preStepReader.preStep();
    preStepReader = null;
    if (preStep === null) preStep = closed;
    else if (closed.configuration?.correlationId !== preStep.configuration?.correlationId)
      conflictingPreStep = true;
  }

  function judgeSection(): void {
    if (openSection === null) return;
    const section = openSection;
    openSection = null;
    const { correlationId, agentConfiguration, paired } = section;
    const configuration = preStep?.configuration ?? null;
    if (configuration !== null && idsAgree(configuration, recordIds(), correlationId, agentConfiguration)) {
      const closed = closePostStep(section);
      agreeing ??= closed;
      agreeingSections += 1;
      for (const record of [closed.record, closed.strayRecord]) if (record !== null) keepRecord(record);
    } else if (correlationId === null && paired) {
      unidentified = closePostStep(section);
    }
  }

  function keepRecord(record: AgentRecord): void {
    if (records.length === mostRecords) records.pop();
    records.push(record);
  }

  return {
    push: (chunk) => feed.push(chunk),
    needsHead: () => reading === "header" || reading === "pre-step",
    gap() {
      closeSection();
      feed.gap();
    },
    end() {
      feed.end();
      closeSection();
      const postStep = agreeing ?? unidentified;
      const { actions } = header.header();
      const verdict = judge({
        isEmpty: isEmpty && preStep === null && sections === 0,
        firstLines,
        preStep,
        conflictingPreStep,
        agreeing,
        agreeingSections,
        unidentified,
        sections,
        isUnmarked: holds("log-section-markers", readLoggedVersion(actions)) === "no",
      });
      const counted = agreeing === null && unidentified !== null ? 1 : agreeingSections;
      const claims = verdict.reason === "ambiguous-record" ? listClaims(records) : null;
      return { header: header.header(), preStep, postStep, verdict, lookalikes: sections - counted, claims };
    },
  };
}
