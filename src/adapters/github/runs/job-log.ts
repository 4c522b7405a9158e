import { readLogLine } from "../../../domain/record/log/log-line.ts";
import type { LogMissing } from "../../../domain/record/reasons.ts";
import type { LoggedRecord, LogReader, Recorder, RecordingStep } from "../../../domain/record/recorder.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { type LogPiece, type LogStore, LogStoreError, openLogStore } from "./log-store.ts";

/** A guarded job whose log is to be read, and who recorded in it. */
export interface LoggedJob extends RecordingStep {
  readonly id: number;
  readonly recorder: Recorder;
}

/** A log that was read, with the bytes that came for it and its length; or why there is none. */
export type JobLogResult =
  | {
      readonly kind: "read";
      readonly record: LoggedRecord;
      readonly bytes: number;
      readonly logBytes: number;
    }
  | { readonly kind: "not-available"; readonly reason: LogMissing | "log-too-large"; readonly bytes: number };

const kibibyte = 1_024;
const firstRead = 32 * kibibyte;
const longestHead = 1_024 * kibibyte;
const firstTail = 48 * kibibyte;
const tailGrowth = 4;
const longestTail = 4_096 * kibibyte;
const pieceLength = 4_096 * kibibyte;
const longestLog = 256 * 1_024 * kibibyte;

/**
 * Reads a job's log without holding it whole: its head as far as the recorder needs it and, where that is enough, its tail from before
 * the recording step on, if the log's store gives ranges; else all of it as it comes.
 * @throws what Octokit throws but for 404 and 410, and LogStoreError
 */
export async function readJobLog(
  octokit: Octokit,
  repository: Repository,
  job: LoggedJob,
  tools: { readonly fetch: typeof fetch },
): Promise<JobLogResult> {
  const store = openLogStore(octokit, repository, job.id, tools.fetch);
  const reader = job.recorder.open(job);
  const first = await store.read(0, firstRead);
  if (first.kind === "missing") return { kind: "not-available", reason: first.reason, bytes: store.bytes() };
  const logBytes =
    first.kind === "whole" ? await readWhole(first, reader) : await readParts(first, reader, store, job);
  const bytes = store.bytes();
  if (logBytes > longestLog) return { kind: "not-available", reason: "log-too-large", bytes };
  const record = reader.end();
  if (record.observation.reason === "log-not-available")
    return { kind: "not-available", reason: "log-not-available", bytes };
  return { kind: "read", record, bytes, logBytes };
}

/** Reads on to the end: what a step printed may carry any timestamp, so none tells that the rest is of no interest. */
async function readWhole({ body }: Extract<LogPiece, { kind: "whole" }>, reader: LogReader): Promise<number> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > longestLog) break;
    reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  return length;
}

async function readParts(
  first: Extract<LogPiece, { kind: "part" }>,
  reader: LogReader,
  store: LogStore,
  job: LoggedJob,
): Promise<number> {
  const { total } = first;
  if (total > longestLog) return total;
  reader.push(first.bytes);
  let at = first.bytes.length;
  while (reader.needsHead() && at < Math.min(total, longestHead)) {
    const to = Math.min(at * 2, total, longestHead);
    reader.push(await readPart(store, at, to));
    at = to;
  }
  const tail = reader.needsRest() === "tail" ? await readTail(store, at, total, job.window.from) : null;
  if (tail === null) {
    for (; at < total; at += pieceLength)
      reader.push(await readPart(store, at, Math.min(at + pieceLength, total)));
    return total;
  }
  if (tail.from > at) reader.gap();
  for (const piece of tail.pieces) reader.push(piece);
  return total;
}

/** Reads backwards from the end until a line from before the post step is there; null where that is too far away. */
async function readTail(
  store: LogStore,
  head: number,
  total: number,
  before: number,
): Promise<{ readonly from: number; readonly pieces: readonly Buffer[] } | null> {
  const pieces: Buffer[] = [];
  let from = total;
  for (let length = firstTail; from > head; length *= tailGrowth) {
    if (length > longestTail) return null;
    const next = Math.max(head, total - length);
    const piece = await readPart(store, next, from);
    pieces.unshift(piece);
    from = next;
    if (beginsBefore(piece, before)) break;
  }
  return { from, pieces };
}

/** Whether the first whole line with a timestamp is older than a time in milliseconds. */
function beginsBefore(bytes: Buffer, time: number): boolean {
  let start = bytes.indexOf("\n") + 1;
  while (start > 0) {
    const end = bytes.indexOf("\n", start);
    const { at } = readLogLine(bytes.toString("utf8", start, end < 0 ? bytes.length : end));
    if (at !== null) return Date.parse(at) < time;
    start = end + 1;
  }
  return false;
}

async function readPart(store: LogStore, from: number, to: number): Promise<Buffer> {
  const piece = await store.read(from, to);
  if (piece.kind === "part" && piece.bytes.length === to - from) return piece.bytes;
  throw new LogStoreError("bad-answer", "the log store changed its mind about a log");
}
