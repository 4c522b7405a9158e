import { gzipSync } from "node:zlib";
import { buildZip } from "./build-zip.ts";

const mark = "\uFEFF";

/** A job's log as `gh run view --log` prints it. GitHub begins a log with a byte order mark, which then stands behind the names. */
export function asGhLog(log: string, job = "build", step = "UNKNOWN STEP"): string {
  return (mark + log)
    .trimEnd()
    .split("\n")
    .map((line) => `${job}\t${step}\t${line}\n`)
    .join("");
}

/** The zip of a run, as GitHub gives it now: a file for each job, and what its machine says. */
export function asRunZip(log: string, job = "build"): Buffer {
  return buildZip({
    [`${job}/system.txt`]: "2026-07-26T12:00:00Z Job is about to start running\n",
    [`0_${job}.txt`]: log,
  });
}

/** The zip of a run as GitHub gave it before: a folder for each job, with a file for each step. */
export function asStepZip(log: string, job = "build"): Buffer {
  const lines = log.split(/(?<=\n)/);
  const third = Math.ceil(lines.length / 3);
  return buildZip({
    [`${job}/10_Post.txt`]: lines.slice(2 * third).join(""),
    [`${job}/1_Set up job.txt`]: lines.slice(0, third).join(""),
    [`${job}/2_Run.txt`]: lines.slice(third, 2 * third).join(""),
  });
}

/** The forms of one log that people have, by what each is. */
export function formsOf(log: string): ReadonlyMap<string, Buffer> {
  return new Map([
    ["GitHub's own", Buffer.from(log)],
    ["gh run view --log", Buffer.from(asGhLog(log))],
    ["gh run view --log, with steps", Buffer.from(asGhLog(log, "build (18, x)", "Set up job"))],
    ["the zip of a run", asRunZip(log)],
    ["the zip of a run with a file for each step", asStepZip(log)],
    ["gzip", gzipSync(log)],
    ["the output of gh, packed", gzipSync(asGhLog(log))],
    ["an artifact with the zip of a run", buildZip({ "logs/run.zip": asRunZip(log), "readme.txt": "hello" })],
    ["a shell of Windows", Buffer.from(mark + asGhLog(log), "utf16le")],
  ]);
}
