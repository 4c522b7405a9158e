import { statSync } from "node:fs";
import { recorders } from "../../../domain/record/all/recorders.ts";
import type { Recorders } from "../../../domain/record/recorder.ts";
import { describeSystemError } from "../shared/system-error.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readBytes } from "./bytes.ts";
import { type Blob, type FoundLog, readBlob, readTree } from "./read-blob.ts";
import { openFolder } from "./tree.ts";

/**
 * Reads the job logs under some paths, in any form in which GitHub and `gh` give them: `-` is standard input; a folder or a zip stands for
 * all logs in it. Any of some recorders may have recorded. Takes constant memory, but for a zip that is piped.
 * @throws UsageError for a path that cannot be read, is no job log, or holds none
 */
export async function* readLogs(
  paths: readonly string[],
  among: Recorders = recorders,
): AsyncGenerator<FoundLog> {
  for (const path of paths) {
    try {
      yield* readPath(path, among);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`cannot read ${path}: ${describeProblem(error)}`, { cause: error });
    }
  }
}

async function* readPath(path: string, among: Recorders): AsyncGenerator<FoundLog> {
  if (/^https?:\/\//i.test(path))
    throw new UsageError(
      `${path} is an address, not a file; gh run view RUN_ID --log prints the logs of a run`,
    );
  if (path === "-") {
    if (process.stdin.isTTY)
      process.stderr.write("egress: reading a log from standard input; Ctrl-D ends it\n");
    yield* readAlone({ source: "standard input", bytes: process.stdin, file: null, depth: 0 }, among);
  } else if (statSync(path).isDirectory()) yield* readTree(path, openFolder(path), 0, among);
  else yield* readAlone({ source: path, bytes: readBytes(path), file: path, depth: 0 }, among);
}

/** Reads what was named itself: if it is no log, that is a mistake. */
async function* readAlone(blob: Blob, among: Recorders): AsyncGenerator<FoundLog> {
  for await (const found of readBlob(blob, among)) {
    if (found.kind === "other" && found.source === blob.source)
      throw new UsageError(`${blob.source} is not a job log: it looks like ${found.looksLike}`);
    yield found;
  }
}

function describeProblem(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (!(error instanceof Error)) throw error;
  // The codes of zlib begin so; what reads zips has none, nor have we.
  if (typeof code === "string")
    return code.startsWith("Z_") ? `it is damaged (${error.message})` : describeSystemError(error);
  if (error.constructor !== Error) throw error;
  return error.message;
}
