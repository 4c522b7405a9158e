import { describe, expect, test } from "vitest";
import { ResolverDownError } from "../../../../src/adapters/dns/resolve-hosts.ts";
import { classifyFailure } from "../../../../src/adapters/github/client/failure.ts";

const now = Date.UTC(2026, 0, 1, 12);
const seconds = now / 1_000;

function failWith(status: number, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error("GitHub"), { status, response: { status, headers } });
}

describe("an error ends the task", () => {
  test.each([
    [401, "unauthorized"],
    [404, "not-found"],
    [410, "gone"],
    [422, "rejected"],
    [451, "unavailable-for-legal-reasons"],
  ])("%i: %s", (status, reason) => {
    expect(classifyFailure(failWith(status), now)).toEqual({ kind: "permanent", reason });
  });

  test("also as the cause of another", () => {
    const error = new Error("outer", { cause: new Error("middle", { cause: failWith(410) }) });
    expect(classifyFailure(error, now)).toEqual({ kind: "permanent", reason: "gone" });
  });
});

describe("a limit delays the task", () => {
  const used = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(seconds + 600) };
  test.each<[string, unknown, number]>([
    ["retry-after, 403", failWith(403, { "retry-after": "7" }), 7],
    ["retry-after, 429", failWith(429, { "retry-after": "7" }), 7],
    ["retry-after goes before the reset", failWith(403, { ...used, "retry-after": "7" }), 7],
    ["used up, 403", failWith(403, used), 601],
    ["used up, 429", failWith(429, used), 601],
    ["429 that names nothing", failWith(429), 60],
    ["GraphQL", Object.assign(new Error("GraphQL"), { response: { status: 200, headers: used } }), 601],
    ["GraphQL by its own error", Object.assign(new Error("GraphQL"), { errors: [], headers: used }), 601],
    ["retry-after at once", failWith(403, { "retry-after": "0" }), 1],
    ["a reset in the past", failWith(403, { ...used, "x-ratelimit-reset": String(seconds - 60) }), 1],
    [
      "a reset by a clock that is an hour behind",
      failWith(403, {
        ...used,
        "x-ratelimit-reset": String(seconds - 3_000),
        date: new Date(now - 3_600_000).toUTCString(),
      }),
      601,
    ],
    ["a reset beside a date that is none", failWith(403, { ...used, date: "soon" }), 601],
    ["a reset in a year", failWith(403, { ...used, "x-ratelimit-reset": "1800000000" }), 2 * 60 * 60],
    ["as a cause", new Error("outer", { cause: failWith(403, used) }), 601],
  ])("%s", (_, error, delay) => {
    expect(classifyFailure(error, now)).toEqual({ kind: "wait", until: now + delay * 1_000 });
  });
});

describe("anything else is tried again", () => {
  const cyclic = new Error("cyclic");
  cyclic.cause = cyclic;
  test.each<[string, unknown]>([
    ["403 without a limit", failWith(403, { "x-ratelimit-remaining": "4999" })],
    ["403 with a strange header", failWith(403, { "retry-after": "soon" })],
    ["500", failWith(500)],
    ["502", failWith(502, { "retry-after": "5" })],
    ["GraphQL that has no limit", Object.assign(new Error("GraphQL"), { errors: [], headers: {} })],
    ["a network's error", new TypeError("fetch failed", { cause: new Error("reset") })],
    ["resolvers that are down", new ResolverDownError("no answer")],
    ["a status that is text", Object.assign(new Error("x"), { status: "404" })],
    ["a cause of itself", cyclic],
    ["no error", "text"],
    ["nothing", undefined],
  ])("%s", (_, error) => {
    expect(classifyFailure(error, now)).toEqual({ kind: "retry" });
  });
});
