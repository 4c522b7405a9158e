import { idsAgree } from "./configuration.ts";
import { createHeaderReader, type Header } from "./header.ts";
import { type Appetite, createLineFeed } from "./line-feed.ts";
import { type LogLine, readLogLine } from "./log-line.ts";
import { createPostStepReader, type PostStep } from "./post-step.ts";
import { createPreStepReader, type PreStep } from "./pre-step.ts";
import { judge, type Verdict } from "./verdict.ts";

/** What one job log says. `verdict.record` is present only where the record may be learned from. */
export interface JobLog {
  readonly header: Header;
  readonly preStep: PreStep | null;
  readonly postStep: PostStep | null;
  readonly verdict: Verdict;
  /** Sections that look like a record and are none: other ids, or none at all beside the real one. */
  readonly lookalikes: number;
}

const marker = "[harden-runner] ";
// The header is read line by line; a job without Harden-Runner must not be read that way to its end.
const longestHeader = 1_048_576;
// A post step says within a few lines whether it has a log.
const mostLinesBeforeLog = 300;

/**
 * Reads one job log in pieces of any size, in constant memory: `push` every piece, then call `end` once.
 * Never throws on any input; what it could not read is in the verdict.
 */
export function createJobLogReader(): { push(chunk: Buffer): void; end(): JobLog } {
  const feed = createLineFeed(Buffer.from(marker), onLine);
  const header = createHeaderReader();
  let headerLength = 0;
  let firstLines = "";
  let isEmpty = true;
  let previousText = "";
  let reading: "header" | "pre-step" | "nothing" | "post-step" = "header";
  let preStepReader: ReturnType<typeof createPreStepReader> | null = null;
  let preStep: PreStep | null = null;
  let mainStepSeen = false;
  let conflictingPreStep = false;
  let postStepReader: ReturnType<typeof createPostStepReader> | null = null;
  let linesInPostStep = 0;
  // Only these sections are kept, however many a hostile log has.
  let agreeing: PostStep | null = null;
  let unidentified: PostStep | null = null;
  let agreeingSections = 0;
  let sections = 0;

  function onLine(raw: string): Appetite {
    const line = readLogLine(raw);
    const isMarker = line.text.startsWith(marker) && startSection(line);
    if (!isMarker) addLine(line);
    if (line.text !== "" && !line.text.startsWith("##[debug]")) previousText = line.text;
    return reading === "nothing" ? "next-marker" : "every-line";
  }

  function startSection(line: LogLine): boolean {
    switch (line.text) {
      case "[harden-runner] pre-step":
        closeSection();
        // Pre steps run before any main step: a later one is something a step printed.
        reading = mainStepSeen ? "nothing" : "pre-step";
        if (!mainStepSeen) preStepReader = createPreStepReader(line.at);
        return true;
      case "[harden-runner] main-step":
        closeSection();
        mainStepSeen = true;
        reading = "nothing";
        return true;
      case "[harden-runner] post-step":
        closeSection();
        postStepReader = createPostStepReader({ paired: previousText === "Post job cleanup.", at: line.at });
        linesInPostStep = 0;
        sections += 1;
        reading = "post-step";
        return true;
      default:
        return false;
    }
  }

  function addLine(line: LogLine): void {
    switch (reading) {
      case "header":
        header.add(line);
        if (line.text !== "") isEmpty = false;
        if (firstLines.length < 1_000) firstLines += line.text.slice(0, 1_000);
        headerLength += line.text.length + 1;
        if (headerLength > longestHeader) reading = "nothing";
        return;
      case "pre-step":
        if (line.text.startsWith("##[group]Run ")) closeSection();
        else preStepReader?.add(line);
        return;
      case "post-step":
        addToPostStep(line);
        return;
      case "nothing":
        return;
    }
  }

  function addToPostStep(line: LogLine): void {
    if (postStepReader === null) return;
    postStepReader.add(line);
    linesInPostStep += 1;
    if (linesInPostStep !== mostLinesBeforeLog) return;
    // From here on only a section that may be the real one is worth reading line by line.
    const { hasAgentLog } = postStepReader.postStep();
    if (!hasAgentLog) closeSection();
  }

  function closeSection(): void {
    closePreStep();
    closePostStep();
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

  function closePostStep(): void {
    if (postStepReader === null) return;
    const closed = postStepReader.postStep();
    postStepReader = null;
    const configuration = preStep?.configuration ?? null;
    if (configuration !== null && idsAgree(configuration, closed.correlationId, closed.agentConfiguration)) {
      agreeing ??= closed;
      agreeingSections += 1;
    } else if (closed.correlationId === null && closed.paired) {
      unidentified = closed;
    }
  }

  return {
    push: (chunk) => feed.push(chunk),
    end() {
      feed.end();
      closeSection();
      const postStep = agreeing ?? unidentified;
      const verdict = judge({
        isEmpty: isEmpty && preStep === null && sections === 0,
        firstLines,
        preStep,
        conflictingPreStep,
        agreeing,
        agreeingSections,
        unidentified,
        sections,
      });
      const counted = agreeing === null && unidentified !== null ? 1 : agreeingSections;
      return { header: header.header(), preStep, postStep, verdict, lookalikes: sections - counted };
    },
  };
}
