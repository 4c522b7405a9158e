import { setImmediate } from "node:timers/promises";
import type { YAMLMap } from "yaml";
import type { ParsedSettings } from "../../domain/settings/parse-settings.ts";
import { fileProblemWords } from "../../domain/text/sentences/file-problems.ts";
import { problemOfAll } from "../../domain/workflow/file-problem.ts";
import { type ParseResult, readWorkflowFile } from "../../domain/workflow/workflow-file.ts";
import { createTapeReader, type Tape } from "../../shared/yaml-tape.ts";
import { createParsingLane } from "./parsing-lane.ts";
import type { NoAnswer } from "./question.ts";

// The one door for the YAML of strangers. It is parsed in threads, so that no text can hold up the process.

/** A text may take so many ms: many times what an ordinary one of the greatest length takes, also on a machine with much else to do. */
const deadline = 20_000;
/** Of this length are nearly all texts. They do not wait for longer ones. */
const shortText = 65_536;

const lanes = { short: createParsingLane(deadline), long: createParsingLane(deadline) };

/** So many nodes of a file are made before others have their turn, within a few ms. */
const nodesPerTurn = 2_000;

/** Parses a workflow file that anybody may have written. Bad input, and what takes too long, gives a problem, never an exception. */
export async function parseForeignWorkflow(text: string): Promise<ParseResult> {
  const answer = await laneOf(text)("workflow", text);
  if (typeof answer === "string") return { ok: false, problem: problemOfAll("unparsable", wordsFor(answer)) };
  return answer.ok ? { ok: true, file: readWorkflowFile(text, await readTape(answer.tape)) } : answer;
}

/** Parses a settings file that anybody may have written, as `parseForeignWorkflow` does a workflow file. */
export async function parseForeignSettings(text: string): Promise<ParsedSettings> {
  const answer = await laneOf(text)("settings", text);
  if (typeof answer !== "string") return answer;
  return { ok: false, mistakes: [{ line: 1, column: 1, path: "", message: wordsFor(answer) }] };
}

function laneOf({ length }: string): (typeof lanes)["short"] {
  return length <= shortText ? lanes.short : lanes.long;
}

async function readTape(tape: Tape): Promise<YAMLMap> {
  const reader = createTapeReader(tape);
  while (reader.read(nodesPerTurn)) await setImmediate();
  // The thread writes the tape of maps only.
  return reader.root() as YAMLMap;
}

function wordsFor(problem: NoAnswer): string {
  return problem === "late" ? fileProblemWords.tookTooLong : fileProblemWords.parserFailed;
}
