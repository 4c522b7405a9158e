import type { Observation } from "../../../domain/record/observation.ts";
import { openLog } from "../../../domain/record/open-log.ts";
import type { LogReader, Recorders } from "../../../domain/record/recorder.ts";
import { UsageError } from "../shared/usage-error.ts";
import { type Bytes, collect, gunzip, peek, toUtf8 } from "./bytes.ts";
import { groupStepLogs } from "./group-step-logs.ts";
import { sniff, sniffedBytes } from "./sniff.ts";
import { createGhLogSplitter } from "./split-gh-log.ts";
import { openZip, type Tree } from "./tree.ts";

/** What was found under a path: a job's log, or a file beside others that is none. */
export type FoundLog =
  | { readonly kind: "log"; readonly source: string; readonly observation: Observation }
  | { readonly kind: "other"; readonly source: string; readonly looksLike: string };

/** Some bytes that may be a log, or hold logs. */
export interface Blob {
  /** As people are told of it. */
  readonly source: string;
  readonly bytes: Bytes;
  /** Where it lies as it is; null where it lies in something else, or nowhere. */
  readonly file: string | null;
  /** In how many archives it lies. */
  readonly depth: number;
}

/** An artifact may be a zip of zips of packed files. */
const deepest = 3;
/** A zip that does not come from a file is held in memory. */
const longestZip = 536_870_912;

/** Reads the logs of a file, whatever its form. @throws UsageError for an archive without logs; the errors of zlib and of what reads zips */
export async function* readBlob(
  { source, bytes, file, depth }: Blob,
  among: Recorders,
): AsyncGenerator<FoundLog> {
  const { head, whole, close } = await peek(bytes, sniffedBytes);
  try {
    const form = sniff(head);
    switch (form.kind) {
      case "other":
        yield { kind: "other", source, looksLike: form.looksLike };
        return;
      case "job-log":
        yield { kind: "log", source, observation: await readOne(whole, among) };
        return;
      case "gh-log":
        for (const observation of await readEach(whole, among)) yield { kind: "log", source, observation };
        return;
      case "gzip":
        yield* readBlob({ source, bytes: gunzip(whole), file: null, depth: deeper(depth, source) }, among);
        return;
      case "utf-16": {
        const text = toUtf8(whole, form.encoding);
        yield* readBlob({ source, bytes: text, file: null, depth: deeper(depth, source) }, among);
        return;
      }
      case "zip": {
        const zip = await openZip(file ?? (await collectZip(whole, source)));
        yield* readTree(source, zip, deeper(depth, source), among);
        return;
      }
    }
  } finally {
    await close();
  }
}

/** Reads the logs of all files of a folder or a zip. @throws UsageError where there is none */
export async function* readTree(
  source: string,
  tree: Tree,
  depth: number,
  among: Recorders,
): AsyncGenerator<FoundLog> {
  let logs = 0;
  let first = "";
  try {
    for (const log of groupStepLogs(tree.paths)) {
      const bytes = joinParts(tree, log.parts);
      const blob = { source: `${source.replace(/\/$/, "")}/${log.source}`, bytes, file: null, depth };
      for await (const found of readBlob(blob, among)) {
        if (found.kind === "log") logs += 1;
        else first ||= `${found.source} looks like ${found.looksLike}`;
        yield found;
      }
    }
  } finally {
    tree.close();
  }
  if (logs > 0) return;
  const { length: files } = tree.paths;
  const none = files > 1 ? `none of its ${files} files is one; ` : "";
  const what = files === 0 ? "it is empty" : `${none}${first}`;
  throw new UsageError(`${source} holds no job log: ${what}`);
}

function deeper(depth: number, source: string): number {
  if (depth === deepest) throw new UsageError(`${source} is packed more than ${deepest} times`);
  return depth + 1;
}

async function collectZip(bytes: AsyncIterable<Buffer>, source: string): Promise<Buffer> {
  const zip = await collect(bytes, longestZip);
  if (zip === null) throw new UsageError(`${source} is too large a zip to be piped: write it to a file`);
  return zip;
}

async function* joinParts(tree: Tree, parts: readonly string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield* tree.read(part);
}

async function readOne(bytes: AsyncIterable<Buffer>, among: Recorders): Promise<Observation> {
  const reader = openLog(among);
  for await (const piece of bytes) reader.push(piece);
  return reader.end().observation;
}

/** The jobs of what `gh run view --log` prints. */
async function readEach(bytes: AsyncIterable<Buffer>, among: Recorders): Promise<readonly Observation[]> {
  const readers: Pick<LogReader, "push" | "end">[] = [];
  const observations: Observation[] = [];
  const close = (): void => {
    for (const reader of readers.splice(0)) observations.push(reader.end().observation);
  };
  const splitter = createGhLogSplitter(() => {
    close();
    const reader = openLog(among);
    readers.push(reader);
    return reader;
  });
  for await (const piece of bytes) splitter.push(piece);
  splitter.end();
  close();
  return observations;
}
