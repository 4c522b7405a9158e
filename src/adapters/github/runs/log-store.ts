import { setTimeout as wait } from "node:timers/promises";
import type { LogMissing } from "../../../domain/record/reasons.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";

/** The log's store failed, or answered with what is no part of a log. Worth another try later. */
export class LogStoreError extends Error {
  readonly code: "unreachable" | "bad-answer" | "no-location";
  constructor(code: LogStoreError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LogStoreError";
    this.code = code;
  }
}

/** What the store gave for a range: that part, or the whole log from its beginning, to be read as it comes. */
export type LogPiece =
  | { readonly kind: "part"; readonly bytes: Buffer; readonly total: number }
  | { readonly kind: "whole"; readonly body: AsyncIterable<Uint8Array> }
  | { readonly kind: "missing"; readonly reason: LogMissing };

/** One job's log where GitHub keeps it. */
export interface LogStore {
  /** Reads the bytes from `from` up to, not including, `to`. */
  read(from: number, to: number): Promise<LogPiece>;
  /** How many bytes came over the wire so far. */
  bytes(): number;
}

const tries = 4;
const firstPause = 100;
/** From a former name to the id, and from there to the log's store; with one to spare. */
const mostHops = 3;
// For the whole answer, which is everything where the store knows no ranges.
const timeout = 60_000;

/**
 * Opens the log of a job: GitHub answers with an address on another host, signed for a minute, which is asked without any
 * credentials. An address that does not work any more is asked for anew, once at a time.
 */
export function openLogStore(
  octokit: Octokit,
  repository: Repository,
  jobId: number,
  fetchLog: typeof fetch,
): LogStore {
  let address: string | null = null;
  let renewed = false;
  let bytes = 0;

  async function read(from: number, to: number): Promise<LogPiece> {
    for (let failed = 0; ; failed += 1) {
      try {
        return await readOnce(from, to);
      } catch (error) {
        if (!(error instanceof LogStoreError) || error.code === "no-location" || failed + 1 >= tries)
          throw error;
        await wait(firstPause * 2 ** failed);
      }
    }
  }

  async function readOnce(from: number, to: number): Promise<LogPiece> {
    if (address === null) {
      const location = await askForAddress(octokit, repository, jobId);
      if ("reason" in location) return { kind: "missing", reason: location.reason };
      address = location.address;
    }
    const response = await ask(fetchLog, address, from, to);
    if (response.status === 403 || response.status === 404) {
      await response.body?.cancel();
      address = null;
      if (!renewed) {
        renewed = true;
        return readOnce(from, to);
      }
      if (response.status === 404) return { kind: "missing", reason: "log-not-available" };
      throw new LogStoreError("bad-answer", "the log store refuses the address that GitHub signed");
    }
    const piece = await readAnswer(response, from, to);
    renewed = false;
    return piece;
  }

  async function readAnswer(response: Response, from: number, to: number): Promise<LogPiece> {
    switch (response.status) {
      case 200:
        return { kind: "whole", body: count(response.body) };
      case 206: {
        const total = readTotal(response.headers.get("content-range"), from);
        const expected = Math.min(to, total) - from;
        return { kind: "part", bytes: await collect(count(response.body), expected), total };
      }
      case 416:
        // An empty log has no first byte.
        await response.body?.cancel();
        return { kind: "part", bytes: Buffer.alloc(0), total: from };
      default:
        await response.body?.cancel();
        throw new LogStoreError("bad-answer", `the log store answered ${response.status}`);
    }
  }

  async function* count(body: Response["body"]): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body ?? []) {
        bytes += chunk.length;
        yield chunk;
      }
    } catch (cause) {
      throw new LogStoreError("unreachable", "the log store broke off", { cause });
    }
  }

  return { read, bytes: () => bytes };
}

async function askForAddress(
  octokit: Octokit,
  { owner, name }: Repository,
  jobId: number,
): Promise<{ readonly address: string } | { readonly reason: LogMissing }> {
  // Followed by Octokit, the other host would be sent the token.
  const request = { redirect: "manual" } as const;
  const route = "GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs";
  const { endpoint } = octokit.request;
  const { baseUrl } = endpoint.DEFAULTS;
  let address: string = endpoint(route, { owner, repo: name, job_id: jobId }).url;
  try {
    for (let hops = 0; hops < mostHops; hops += 1) {
      const { headers } = await octokit.request(`GET ${address}`, { request });
      if (headers.location === undefined) break;
      address = new URL(headers.location, address).href;
      // A repository that has another name by now is asked for under its id, where the token is needed too.
      if (!address.startsWith(`${baseUrl}/`)) return { address };
    }
    throw new LogStoreError("no-location", "GitHub named no address for a job's log");
  } catch (error) {
    if (statusOf(error) === 410) return { reason: "log-expired" };
    if (statusOf(error) === 404) return { reason: "log-not-found" };
    throw error;
  }
}

async function ask(fetchLog: typeof fetch, address: string, from: number, to: number): Promise<Response> {
  try {
    return await fetchLog(address, {
      // A range of a compressed text would be a range of something else.
      headers: { range: `bytes=${from}-${to - 1}`, "accept-encoding": "identity" },
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
  } catch (cause) {
    throw new LogStoreError("unreachable", "the log store did not answer", { cause });
  }
}

/** The length of the whole log, from `bytes 0-99/1234`. */
function readTotal(contentRange: string | null, from: number): number {
  const [, first, total] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(contentRange ?? "") ?? [];
  if (first === undefined || total === undefined || Number(first) !== from)
    throw new LogStoreError("bad-answer", "the log store sent another range than was asked for");
  return Number(total);
}

async function collect(body: AsyncIterable<Uint8Array>, expected: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > expected) break;
  }
  if (length !== expected)
    throw new LogStoreError("bad-answer", "the log store sent another length than it said");
  return Buffer.concat(chunks);
}
