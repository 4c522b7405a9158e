import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { statusOf } from "../../../adapters/github/client/status-of.ts";
import { tracerName } from "../../../domain/marks/tracer.ts";
import type { Metrics } from "./metrics.ts";
import { noteWrite } from "./task-notes.ts";

/** Counts the calls of a client, notes what it writes for the log, and makes a span of each call. */
export function noteCalls(octokit: Octokit, { calls }: Pick<Metrics, "calls">): void {
  octokit.hook.wrap("request", async (request, options) => {
    // A template, without the names of an owner or a repository.
    const what = `${options.method} ${options.url.replace(/^https?:\/\/[^/]+/, "")}`;
    const { method } = options;
    const tracer = trace.getTracer(tracerName);
    return tracer.startActiveSpan(what, { kind: SpanKind.CLIENT }, async (span) => {
      try {
        const response = await request(options);
        calls.inc({ method, status: String(response.status) });
        if (isWrite(options)) noteWrite(what);
        return response;
      } catch (error) {
        calls.inc({ method, status: String(statusOf(error) ?? "none") });
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  });
}

function isWrite({ method, url, query }: { method: string; url: string; query?: unknown }): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return !url.endsWith("/graphql") || String(query).trimStart().startsWith("mutation");
}
