import { describe, expect, test } from "vitest";
import { ResolverDownError } from "../../../../src/adapters/dns/resolve-hosts.ts";
import { classifyFailure } from "../../../../src/adapters/github/client/failure.ts";
import type { RefusalCode } from "../../../../src/adapters/github/client/github-words.ts";
import { ifAllowed } from "../../../../src/adapters/github/client/if-allowed.ts";
import { isRefused } from "../../../../src/adapters/github/client/is-refused.ts";

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
    expect(classifyFailure(error, now)).toEqual({ kind: "limit", until: now + delay * 1_000 });
  });
});

/** An error as Octokit makes it of GitHub's answer. */
function answerWith(
  status: number,
  message: string,
  more: { headers?: Record<string, string>; errors?: readonly object[]; page?: string } = {},
): Error {
  const { headers = {}, errors, page = "https://docs.github.com/rest" } = more;
  const data = { message, documentation_url: page, ...(errors !== undefined && { errors }) };
  return Object.assign(new Error(`${message} - ${page}`), { status, response: { status, headers, data } });
}

/** An error of GraphQL, which answers with status 200. */
function graphqlError(type: string, message: string): Error {
  const errors = [{ type, message, path: ["updateRefs"] }];
  const response = { data: {}, errors, headers: { "x-ratelimit-remaining": "4999" } };
  return Object.assign(new Error(message), { errors, headers: response.headers, response });
}

const left = { headers: { "x-ratelimit-remaining": "4321" } };

describe("a limit whose end GitHub does not tell", () => {
  test.each<[string, unknown]>([
    ["429 that names nothing", failWith(429)],
    [
      "secondary",
      answerWith(403, "You have exceeded a secondary rate limit. Please wait a few minutes.", left),
    ],
    [
      "content creation",
      answerWith(403, "You have exceeded a secondary rate limit and have been temporarily blocked", left),
    ],
    ["abuse", answerWith(403, "You have triggered an abuse detection mechanism.", left)],
    ["throttled", answerWith(403, "This endpoint is temporarily being throttled. Please try again later.")],
    [
      "by its page alone",
      answerWith(403, "Forbidden", { page: "https://docs.github.com/rest/x#about-secondary-rate-limits" }),
    ],
    [
      "too much content",
      answerWith(422, "Validation Failed", { errors: [{ message: "was submitted too quickly" }] }),
    ],
    ["GraphQL", graphqlError("RATE_LIMITED", "API rate limit exceeded for installation ID 7.")],
  ])("%s", (_, error) => {
    expect(classifyFailure(error, now)).toEqual({ kind: "limit", until: null });
  });
});

describe("a refusal is told as what it is", () => {
  const wanted = { headers: { ...left.headers, "x-accepted-github-permissions": "workflows=write" } };
  const usedUp = { headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(seconds + 600) } };
  test.each<[RefusalCode, string | null, unknown]>([
    ["permission", null, answerWith(403, "Resource not accessible by integration", left)],
    ["permission", "workflows=write", answerWith(403, "Resource not accessible by integration", wanted)],
    // The last call of the hour may be refused too.
    ["permission", null, answerWith(403, "Resource not accessible by integration", usedUp)],
    ["permission", null, answerWith(403, "Resource not accessible by personal access token")],
    [
      "permission",
      null,
      answerWith(403, "refusing to allow a GitHub App to create or update workflow `x` without `workflows`"),
    ],
    ["permission", null, answerWith(403, "You do not have permission to create labels on this repository.")],
    ["permission", null, answerWith(403, "Must have admin rights to Repository.")],
    ["permission", null, graphqlError("FORBIDDEN", "Resource not accessible by integration")],
    [
      "scope",
      null,
      answerWith(
        403,
        "refusing to allow an OAuth App to create or update workflow `x` without `workflow` scope",
      ),
    ],
    ["rules", null, answerWith(422, "Repository rule violations found\n\nCannot force-push to this branch")],
    [
      "rules",
      null,
      graphqlError("UNPROCESSABLE", "Repository rule violations found\n\nCannot delete this branch"),
    ],
    ["rules", null, answerWith(409, "Repository rule violations found")],
    ["archived", null, answerWith(403, "Repository was archived so is read-only.")],
    ["blocked", null, answerWith(403, "Repository access blocked")],
    [
      "ip-allow-list",
      null,
      answerWith(
        403,
        "Although you appear to have the correct authorization credentials, the `octo-org` organization has an IP allow list enabled, and 192.0.2.1 is not permitted to access this resource.",
      ),
    ],
    [
      "saml",
      null,
      answerWith(403, "Resource protected by organization SAML enforcement. You must grant your OAuth"),
    ],
    ["suspended", null, answerWith(403, "This installation has been suspended")],
    ["suspended", null, answerWith(403, "Sorry. Your account was suspended.")],
  ])("%s, wanting %s", (code, asked, error) => {
    expect(classifyFailure(error, now)).toEqual({ kind: "refused", code, wanted: asked });
  });
});

describe("a 404 for want of the scope `workflow`", () => {
  const url = "https://api.github.com/repos/octo-org/octo-repo/git/trees";
  const fail = (asked: { method: string; url: string }, scopes?: string) =>
    Object.assign(
      answerWith(404, "Not Found", { headers: scopes === undefined ? {} : { "x-oauth-scopes": scopes } }),
      {
        request: asked,
      },
    );

  test.each(["repo", "", "repo, read:org"])("is told as what it is, with the scopes %j", (scopes) => {
    expect(classifyFailure(fail({ method: "POST", url }, scopes), now)).toEqual({
      kind: "refused",
      code: "scope",
      wanted: "workflow",
    });
  });

  test.each<[string, Error]>([
    ["a token that has it", fail({ method: "POST", url }, "repo, workflow")],
    ["a token without scopes", fail({ method: "POST", url })],
    ["something else that is not there", fail({ method: "GET", url }, "repo")],
  ])("is none: %s", (_, error) => {
    expect(classifyFailure(error, now)).toEqual({ kind: "permanent", reason: "not-found" });
  });
});

describe("a 403 that does not say why is neither", () => {
  test.each<[string, unknown]>([
    ["nothing but the status", failWith(403, { "x-ratelimit-remaining": "4999" })],
    ["a strange header", failWith(403, { "retry-after": "soon" })],
    ["other words", answerWith(403, "Forbidden", left)],
    ["a page of a proxy", answerWith(403, "<html>Access denied</html>")],
    [
      "known words that are a foreign text",
      answerWith(403, "No file `Resource not accessible by integration`"),
    ],
    ["GraphQL", graphqlError("FORBIDDEN", "not you")],
  ])("%s", (_, error) => {
    expect(classifyFailure(error, now)).toEqual({ kind: "unclear" });
    expect(isRefused(error)).toBe(false);
  });
});

describe("what the bot can go without", () => {
  const refuse = (error: unknown) => ifAllowed(() => Promise.reject(error));

  test.each<[string, unknown]>([
    ["a missing permission", answerWith(403, "Resource not accessible by integration", left)],
    ["an archived repository", answerWith(403, "Repository was archived so is read-only.")],
    ["no issues there", failWith(410)],
  ])("stays undone: %s", async (_, error) => {
    await expect(refuse(error)).resolves.toBeUndefined();
  });

  test.each<[string, unknown]>([
    ["a limit", answerWith(403, "You have exceeded a secondary rate limit.", left)],
    ["a 403 without a reason", answerWith(403, "Forbidden", left)],
    ["a suspended installation", answerWith(403, "This installation has been suspended")],
    ["a failure of GitHub's", failWith(500)],
  ])("is tried again: %s", async (_, error) => {
    await expect(refuse(error)).rejects.toBe(error);
  });
});

describe("anything else is tried again", () => {
  const cyclic = new Error("cyclic");
  cyclic.cause = cyclic;
  test.each<[string, unknown]>([
    ["409", failWith(409)],
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
