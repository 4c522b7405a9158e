import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Recorded, record } from "../record.ts";
import type { World } from "../state/world.ts";
import { type Answer, jsonAnswer, send, sendHalf, toAnswer } from "./answer.ts";
import { ApiError, Violation } from "./api-error.ts";
import { authenticate, type Caller, limitKeyOf } from "./caller.ts";
import { faultAnswer } from "./fault-answer.ts";
import type { FaultKind, Faults } from "./faults.ts";
import { findBreach } from "./invariants.ts";
import { type RateLimits, rateLimitHeaders } from "./rate-limits.ts";
import { parseBody, readBody, readQuery } from "./read-request.ts";
import type { Match, Router } from "./router.ts";

/** One request that the fake has answered. */
export interface Call {
  readonly method: string;
  /** The route's template, such as `/repos/{owner}/{repo}/pulls`. */
  readonly route: string;
  /** The path asked for, with its query. */
  readonly path: string;
  /** 0 where the connection was broken instead. */
  readonly status: number;
  /** The version of the API that was asked for; null where none was, as with everything but the API. */
  readonly apiVersion: string | null;
  /** Milliseconds since the epoch by the fake's clock. */
  readonly at: number;
  readonly fault: FaultKind | null;
}

export interface ServerParts {
  readonly world: World;
  readonly router: Router;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly calls: Call[];
  readonly violations: string[];
  /** What the bot must never do; null where the client is not the bot. */
  readonly breaches: string[] | null;
}

/** The versions that GitHub knows; without a word the first holds. */
const apiVersions: ReadonlySet<string> = new Set(["2022-11-28", "2026-03-10"]);

/** Answers one request to the API. */
export async function answerRequest(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { world, router, faults, calls } = parts;
  const url = new URL(request.url ?? "/", world.origin);
  const method = request.method ?? "GET";
  const path = byName(world, pathOf(url));
  const match = path === null ? null : router(method, path);
  const route = match?.route.path ?? "(unknown)";
  const target = { method, route, path: path ?? url.pathname };
  const fault = match === null ? null : faults.choose(target);
  const apiVersion = String(request.headers["x-github-api-version"] ?? "") || null;
  const note = (status: number) =>
    calls.push({
      method,
      route,
      path: `${target.path}${url.search}`,
      status,
      apiVersion,
      at: world.clock.now(),
      fault,
    });
  const body = await readBody(request);
  const breach =
    parts.breaches === null ? null : findBreach(world, { method, path: target.path, body: readJson(body) });
  if (breach !== null) parts.breaches?.push(`${method} ${target.path}: ${breach}`);
  if (fault === "timeout") {
    note(0);
    setTimeout(() => request.socket.destroy(), faults.holdMilliseconds).unref();
    return;
  }
  const instead = fault === null ? null : faultAnswer(fault, faults, world.clock);
  const answer = withDate(instead ?? answerOf(parts, { match, url, request, body, fault, target }), world);
  note(fault === "reset-mid-body" ? 0 : answer.status);
  if (instead === null) record(() => recordOf(request, target.path + url.search, body, answer));
  if (fault === "reset-mid-body") sendHalf(response, answer);
  else send(response, answer);
}

function recordOf(
  { method, headers }: IncomingMessage,
  path: string,
  body: Buffer,
  answer: Answer,
): Recorded {
  const answerType = answer.headers["content-type"] ?? null;
  return {
    kind: "call",
    method: method ?? "GET",
    path,
    userAgent: headers["user-agent"] ?? null,
    requestType: headers["content-type"] ?? null,
    requestBody: body.toString(),
    status: answer.status,
    answerType,
    answerBody: answerType?.startsWith("application/json") ? answer.body.toString() : "",
  };
}

/** Null where it is none, which the route says itself. */
function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}

/** The path within the API, still encoded; null outside of it. */
function pathOf(url: URL): string | null {
  if (url.pathname === "/api/graphql") return "/graphql";
  return url.pathname.startsWith("/api/v3/") && url.pathname !== "/api/v3/graphql"
    ? url.pathname.slice("/api/v3".length)
    : null;
}

/** A repository may be named by its id too, which is where GitHub forwards names that it had before. */
function byName({ repositories }: World, path: string | null): string | null {
  const [, id, rest = ""] = /^\/repositories\/(\d{1,15})(\/.*)?$/.exec(path ?? "") ?? [];
  if (id === undefined) return path;
  const repository = [...repositories.values()].find((one) => String(one.id) === id);
  // No name begins with a space, so an unknown id leads nowhere.
  const name = repository === undefined ? "%20/%20" : `${repository.owner.login}/${repository.name}`;
  return `/repos/${name}${rest}`;
}

/** The answer to a request for a name that a repository had before; null for all others. */
function redirection(world: World, method: string, { pathname, search }: URL): Answer | null {
  const [, name = "", rest = ""] = /^\/api\/v3\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(pathname) ?? [];
  const former = decodeURIComponent(name).toLowerCase();
  const id = world.repositories.has(former) ? undefined : world.formerNames.get(former);
  if (id === undefined) return null;
  const location = `${world.origin}/api/v3/repositories/${id}${rest}${search}`;
  const [status, message] = method === "GET" ? [301, "Moved Permanently"] : [307, "Temporary Redirect"];
  const body = { message, url: location, documentation_url: "https://docs.github.com/rest" };
  return jsonAnswer(status, body, { location });
}

interface Incoming {
  readonly match: Match | null;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly fault: FaultKind | null;
  readonly target: { readonly method: string; readonly path: string };
}

function answerOf(parts: ServerParts, incoming: Incoming): Answer {
  const { world, limits, violations } = parts;
  const { request, target } = incoming;
  let headers: Record<string, string> = {};
  try {
    if (incoming.match === null) throw new Violation(404, "no such route");
    const { authorization } = request.headers;
    const isAnonymous = incoming.match.route.isAnonymous === true && authorization === undefined;
    const caller: Caller = isAnonymous ? { kind: "anonymous" } : authenticate(world, authorization);
    const { key, resource, isFree } = countingOf(caller, target.path);
    const limit = isFree ? limits.state(key) : limits.take(key);
    headers = { ...rateLimitHeaders(limit ?? limits.state(key), resource), ...scopeHeaders(caller) };
    if (limit === null) throw new ApiError(403, `API rate limit exceeded for ${limitKeyOf(caller)}.`);
    const moved = redirection(world, target.method, incoming.url);
    const answer = moved ?? answerCaller(parts, { ...incoming, match: incoming.match }, caller);
    if (answer.status === 304) limits.giveBack(key);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof ApiError)) violations.push(`${target.method} ${target.path}: ${describe(error)}`);
    if (error instanceof Violation) violations.push(`${target.method} ${target.path}: ${error.message}`);
    if (error instanceof ApiError) {
      return jsonAnswer(error.status, error.body, { ...headers, ...error.headers });
    }
    return jsonAnswer(500, { message: "The fake itself failed" });
  }
}

function answerCaller(
  { world, limits }: ServerParts,
  incoming: Incoming & { readonly match: Match },
  caller: Caller,
): Answer {
  const { match, url, request, body, fault } = incoming;
  if (request.headers["user-agent"] === undefined) throw new Violation(422, "no User-Agent");
  const version = request.headers["x-github-api-version"];
  if (version !== undefined && !apiVersions.has(String(version)))
    throw new ApiError(400, `The version ${version} of the REST API is not supported.`);
  const reply = match.route.answer({
    world,
    limits,
    caller,
    params: match.params,
    query: readQuery(url),
    body: parseBody(body, request.headers["content-type"]),
    headers: request.headers,
    fault,
  });
  const answer = tagFor(toAnswer(reply, url), request.headers.authorization);
  const { etag } = answer.headers;
  if (request.method === "GET" && etag !== undefined && request.headers["if-none-match"] === etag) {
    return { status: 304, headers: { etag }, body: Buffer.alloc(0) };
  }
  return answer;
}

/** The same answer with a tag that only the token knows which asked, as on GitHub: with the next hour's token all is new. */
function tagFor(answer: Answer, authorization: string | undefined): Answer {
  const { etag } = answer.headers;
  if (etag === undefined) return answer;
  const digest = createHash("sha256")
    .update(`${etag} ${authorization ?? ""}`)
    .digest("hex");
  return { ...answer, headers: { ...answer.headers, etag: `W/"${digest}"` } };
}

/** What GitHub tells with every answer about a token that has scopes. */
function scopeHeaders(caller: Caller): Readonly<Record<string, string>> {
  return caller.kind === "user" && caller.app === null
    ? { "x-oauth-scopes": caller.scopes.join(", "), "x-accepted-oauth-scopes": "" }
    : {};
}

function countingOf(caller: Caller, path: string) {
  const key = limitKeyOf(caller);
  return path === "/graphql"
    ? { key: `${key} graphql`, resource: "graphql", isFree: false }
    : { key, resource: "core", isFree: path === "/rate_limit" };
}

/** The date by the fake's clock: Octokit corrects its own by it. */
function withDate(answer: Answer, { clock }: World): Answer {
  return { ...answer, headers: { ...answer.headers, date: new Date(clock.now()).toUTCString() } };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
