import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Repository, Role } from "../state/repository.ts";
import type { Actor, World } from "../state/world.ts";
import { notFound, Violation } from "./api-error.ts";
import { actorOf, type Caller } from "./caller.ts";
import type { FaultKind } from "./faults.ts";
import { authorize, type Permission } from "./permissions.ts";
import type { RateLimits } from "./rate-limits.ts";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export type Reply =
  | {
      readonly kind: "json";
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "empty"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: "raw"; readonly body: Buffer; readonly contentType: string }
  /** One page of it is sent; with a key as `{total_count, [key]: items}`. */
  | { readonly kind: "list"; readonly items: readonly unknown[]; readonly key: string | null };

/** A request as the server read it, before a route checks it. */
export interface RawRequest {
  readonly world: World;
  readonly limits: RateLimits;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there is no body. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  /** The fault to play inside of the route, if it knows the kind. */
  readonly fault: FaultKind | null;
}

export interface Request<Query, Body> extends Omit<RawRequest, "query" | "body"> {
  readonly actor: Actor;
  readonly query: Query;
  readonly body: Body;
}

export interface RepositoryRequest<Query, Body> extends Request<Query, Body> {
  readonly repository: Repository;
}

export interface Route {
  readonly method: Method;
  /** `/repos/{owner}/{repo}/…`; `{name...}` takes slashes too. */
  readonly path: string;
  /** Whether it is asked without a token. */
  readonly isAnonymous?: boolean;
  answer(request: RawRequest): Reply;
}

const nothing = z.strictObject({});
type Nothing = z.infer<typeof nothing>;

/** A route that is about an App or a token, not about one repository. It looks at the caller itself. */
export function plainRoute<Query = Nothing, Body = Nothing>(definition: {
  readonly method: Method;
  readonly path: string;
  readonly isAnonymous?: boolean;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  answer(request: Request<Query, Body>): Reply;
}): Route {
  const { method, path, isAnonymous = false } = definition;
  return { method, path, isAnonymous, answer: (raw) => definition.answer(checked(raw, definition)) };
}

/** A route below `/repos/{owner}/{repo}` for which an installation needs one of `permissions`. */
export function repositoryRoute<Query = Nothing, Body = Nothing>(definition: {
  readonly method: Method;
  /** What follows `/repos/{owner}/{repo}`. */
  readonly path: string;
  readonly permissions: readonly Permission[];
  /** What a person needs; without it `read` to read and `write` to write. */
  readonly role?: Role;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  answer(request: RepositoryRequest<Query, Body>): Reply;
}): Route {
  return {
    method: definition.method,
    path: `/repos/{owner}/{repo}${definition.path}`,
    answer(raw) {
      const repository = findRepository(raw.world, raw.params);
      const { permissions: anyOf, role } = definition;
      authorize(raw.world, raw.caller, repository, { anyOf, role });
      return definition.answer({ ...checked(raw, definition), repository });
    },
  };
}

/** @throws ApiError 404 */
export function findRepository(world: World, params: Readonly<Record<string, string>>): Repository {
  const repository = world.repositories.get(`${params.owner}/${params.repo}`.toLowerCase());
  if (repository === undefined) throw notFound();
  return repository;
}

function checked<Query, Body>(
  raw: RawRequest,
  { query, body }: { readonly query?: z.ZodType<Query>; readonly body?: z.ZodType<Body> },
): Request<Query, Body> {
  return {
    ...raw,
    actor: actorOf(raw.caller),
    query: parse(query ?? (nothing as unknown as z.ZodType<Query>), raw.query, "query"),
    body: parse(body ?? (nothing as unknown as z.ZodType<Body>), raw.body ?? {}, "body"),
  };
}

/** @throws Violation for an unknown, missing or wrong field */
function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${[what, ...path].join(".")}: ${message}`);
  throw new Violation(422, `Invalid request. ${problems.join("; ")}`);
}

/** The query parameters of every list. */
export const pageQuery = {
  page: z
    .string()
    .regex(/^[1-9]\d*$/)
    .optional(),
  per_page: z
    .string()
    .regex(/^([1-9]\d?|100)$/)
    .optional(),
};

/** A number in the path. @throws ApiError 404 */
export function numberIn(params: Readonly<Record<string, string>>, name: string): number {
  const text = params[name] ?? "";
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

export function textIn(params: Readonly<Record<string, string>>, name: string): string {
  return params[name] ?? "";
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { kind: "json", status, body, headers };
}

export function list(items: readonly unknown[], key: string | null = null): Reply {
  return { kind: "list", items, key };
}

export const noContent: Reply = { kind: "empty", status: 204 };
