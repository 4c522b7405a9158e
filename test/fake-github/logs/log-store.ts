import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answer, sendHalf } from "../http/answer.ts";
import type { Call } from "../http/api-server.ts";
import { faultAnswer } from "../http/fault-answer.ts";
import { type Faults, logStoreRoute } from "../http/faults.ts";
import type { JobLog } from "../state/repository.ts";
import { findJob } from "../state/runs.ts";
import type { World } from "../state/world.ts";
import { readRange } from "./byte-range.ts";
import type { SignedUrls } from "./signed-urls.ts";

const pieceLength = 16 * 1024;

/** The second origin, which serves logs by signed address. */
export interface LogStore {
  /** Whether ranges are served; else every answer is whole. */
  ranges: boolean;
  /** Bytes of log sent so far, of one job or of all. */
  bytesSent(jobId?: number): number;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createLogStore(parts: {
  readonly world: World;
  readonly urls: SignedUrls;
  readonly faults: Faults;
  readonly calls: Call[];
  readonly violations: string[];
}): LogStore {
  const { world, urls, faults, calls, violations } = parts;
  const sent = new Map<number, number>();
  const store: LogStore = {
    ranges: true,
    bytesSent(jobId) {
      if (jobId !== undefined) return sent.get(jobId) ?? 0;
      return [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    },
    async answer(request, response) {
      const url = new URL(request.url ?? "/", world.logOrigin);
      const method = request.method ?? "GET";
      const target = { method, route: logStoreRoute, path: url.pathname };
      const fault = faults.choose(target);
      const note = (status: number) => {
        const at = world.clock.now();
        calls.push({ method, route: logStoreRoute, path: url.pathname, status, apiVersion: null, at, fault });
      };
      if (fault === "timeout") {
        note(0);
        setTimeout(() => request.socket.destroy(), faults.holdMilliseconds).unref();
        return;
      }
      const instead = fault === null ? null : faultAnswer(fault, faults, world.clock);
      const answer = instead ?? answerOf(request, url);
      note(fault === "reset-mid-body" ? 0 : answer.status);
      if (fault === "reset-mid-body") {
        sendHalf(response, answer);
        return;
      }
      await sendCounted(response, answer, (bytes) => {
        const jobId = jobIdOf(url);
        sent.set(jobId, (sent.get(jobId) ?? 0) + bytes);
      });
    },
  };
  return store;

  function answerOf(request: IncomingMessage, url: URL): Answer {
    const jobId = jobIdOf(url);
    if (request.method !== "GET" || jobId === 0) {
      violations.push(`log store: ${request.method} ${url.pathname}`);
      return xml(404, "ResourceNotFound");
    }
    if (request.headers.authorization !== undefined) {
      violations.push(`log store: Authorization sent to ${url.pathname}`);
      return xml(400, "InvalidAuthenticationInfo");
    }
    if (!urls.isValid(url, jobId)) return xml(403, "AuthenticationFailed");
    const artifact = artifactOf(jobId);
    if (artifact !== null)
      return { status: 200, headers: { "content-type": "application/zip" }, body: artifact };
    const log = logOf(jobId);
    if (!Buffer.isBuffer(log)) return log === "blob-not-found" ? blobNotFound() : xml(404, "BlobNotFound");
    return serve(log, store.ranges ? request.headers.range : undefined);
  }

  function logOf(jobId: number): JobLog {
    for (const repository of world.repositories.values()) {
      if (repository.runs.some(({ jobs }) => jobs.some(({ id }) => id === jobId))) {
        return findJob(repository, jobId).job.log;
      }
    }
    return "missing";
  }

  /** The same store serves what runs have uploaded. */
  function artifactOf(id: number): Buffer | null {
    const all = [...world.repositories.values()].flatMap(({ artifacts }) => artifacts);
    return all.find((artifact) => artifact.id === id)?.zip ?? null;
  }
}

function jobIdOf({ pathname }: URL): number {
  return Number(/^\/logs\/(\d{1,15})$/.exec(pathname)?.[1] ?? 0);
}

function serve(log: Buffer, header: string | undefined): Answer {
  const range = readRange(header, log.length);
  const headers = { "content-type": "text/plain", "accept-ranges": "bytes" };
  if (range === "whole") return { status: 200, headers, body: log };
  if (range === "unsatisfiable") {
    const answer = xml(416, "InvalidRange");
    return { ...answer, headers: { ...answer.headers, "content-range": `bytes */${log.length}` } };
  }
  const { start, end } = range;
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${start}-${end}/${log.length}` },
    body: log.subarray(start, end + 1),
  };
}

/** Sends in pieces, so that a reader who leaves early is not counted as having had it all. */
async function sendCounted(
  response: ServerResponse,
  { status, headers, body }: Answer,
  count: (bytes: number) => void,
): Promise<void> {
  response.writeHead(status, { ...headers, "content-length": body.length });
  for (let at = 0; at < body.length && !response.destroyed; at += pieceLength) {
    const piece = body.subarray(at, at + pieceLength);
    await new Promise<void>((resolve) => {
      response.once("close", resolve);
      response.write(piece, () => {
        response.off("close", resolve);
        resolve();
      });
    });
    count(piece.length);
  }
  response.end();
}

function xml(status: number, code: string): Answer {
  const body = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`);
  return { status, headers: { "content-type": "application/xml" }, body };
}

/** What GitHub has been seen to serve for a log that is not there: the error with status 200 and a BOM. */
function blobNotFound(): Answer {
  const { body } = xml(200, "BlobNotFound");
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: Buffer.concat([Buffer.from("\uFEFF"), body]),
  };
}
