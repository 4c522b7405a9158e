import { setTimeout as sleep } from "node:timers/promises";
import type { Octokit } from "./octokit.ts";
import { statusOf } from "./status-of.ts";

/** What a token is for. None can do what another is for. That of `list` reads nothing but which repositories there are, and no other reaches another repository than its own. */
export type TokenUse = "list" | "read" | "propose" | "talk";

type Permissions = Readonly<Record<string, string>>;

/** What writing wants; reading may read whatever the App was granted. */
const wanted: Readonly<Record<Exclude<TokenUse, "read">, Permissions>> = {
  list: {},
  propose: { contents: "write", workflows: "write", pull_requests: "write", members: "read" },
  talk: { issues: "write", pull_requests: "write", checks: "write", members: "read" },
};
/** GitHub knows it as `write` only. */
const writeOnly = "workflows";
/** For so many ms a token is used, which GitHub makes for an hour, and what an installation grants is taken to hold. */
const freshness = 55 * 60_000;
/** For so many ms a new token may be refused, and is tried again after each pause. */
const settling = 5_000;
const pause = 1_000;
/** So many tokens are kept; beyond, all are made anew. */
const mostKept = 10_000;

/** For whom a client acts. Where the repository's id is null, as not known yet, its name says which it is. */
export interface TokenScope {
  readonly installationId: number;
  readonly repository: { readonly id: number | null; readonly owner: string; readonly name: string };
}

/** What a request is for, by its method and the template of its address. */
export function useOf(method: string, url: string): TokenUse {
  if (/\/graphql$|\/git\/|\/pulls(?:\/\{pull_number\})?$/.test(url) && method !== "GET") return "propose";
  return method === "GET" || method === "HEAD" ? "read" : "talk";
}

/** A token, and when it was made, ms since 1970. */
interface Token {
  readonly token: string;
  readonly at: number;
}

/** Of which repository a token is: by its id, or by its name; of all where none is said. */
type Reached =
  | { readonly repository_ids: number[] }
  | { readonly repositories: string[] }
  | { readonly repositories?: never };

/** Gives tokens for one use; each is used again until its hour is nearly over. */
export type GiveToken = (installationId: number, use: TokenUse, reached: Reached) => Promise<Token>;

/** `app` is the App's own client. @throws what GitHub answered with; a repository that is out of reach is a 404, as it is to every call */
export function createGiveToken(app: Pick<Octokit, "rest">, now: () => number): GiveToken {
  const grants = new Map<number, { readonly at: number; readonly permissions: Permissions }>();
  const tokens = new Map<string, { readonly at: number; readonly token: Promise<Token> }>();

  async function readGrants(installationId: number, isAgain: boolean): Promise<Permissions> {
    const known = grants.get(installationId);
    if (!isAgain && known !== undefined && now() - known.at < freshness) return known.permissions;
    const { data } = await app.rest.apps.getInstallation({ installation_id: installationId });
    const permissions = data.permissions as Permissions;
    grants.set(installationId, { at: now(), permissions });
    return permissions;
  }

  async function make(
    installationId: number,
    use: TokenUse,
    reached: Reached,
    isAgain = false,
  ): Promise<Token> {
    const permissions = narrow(await readGrants(installationId, isAgain), use);
    try {
      const options = { installation_id: installationId, ...reached, permissions };
      const { data } = await app.rest.apps.createInstallationAccessToken(options);
      return { token: data.token, at: now() };
    } catch (error) {
      if (statusOf(error) !== 422) throw error;
      // What was granted may have been taken back since it was looked up.
      if (!isAgain) return make(installationId, use, reached, true);
      throw Object.assign(error as Error, { status: 404 });
    }
  }

  return (installationId, use, reached) => {
    const key = JSON.stringify([installationId, use, reached]);
    const known = tokens.get(key);
    if (known !== undefined && now() - known.at < freshness) return known.token;
    if (tokens.size >= mostKept) tokens.clear();
    const token = make(installationId, use, reached);
    tokens.set(key, { at: now(), token });
    token.catch(() => tokens.delete(key));
    return token;
  };
}

function narrow(granted: Permissions, use: TokenUse): Record<string, string> {
  const entries =
    use === "read" ? Object.keys(granted).map((name) => [name, "read"]) : Object.entries(wanted[use]);
  const narrowed: Record<string, string> = { metadata: "read" };
  for (const [name = "", level = ""] of entries) {
    const has = granted[name];
    if (has === undefined || (use === "read" && name === writeOnly)) continue;
    narrowed[name] = has === "read" ? "read" : level;
  }
  return narrowed;
}

/** How a client of the App lets itself in: with the token that each of its requests needs. */
export function createNarrowAuth(give: GiveToken, scope: TokenScope, appId: number) {
  const { repository } = scope;
  const own: Reached =
    repository.id === null ? { repositories: [repository.name] } : { repository_ids: [repository.id] };

  /** Settings of the owner, and those that are shared, lie in another repository. Where the App does not reach it, it is as closed as to anybody. */
  async function tokenFor(use: TokenUse, asked: Asked): Promise<Token> {
    const { repo } = asked;
    const isOther =
      repo !== undefined &&
      asked.owner?.toLowerCase() === repository.owner.toLowerCase() &&
      (repo === ownersRepository || asked.request?.[reachesOther] === true) &&
      repository.name !== repo;
    if (!isOther) return give(scope.installationId, use, own);
    try {
      return await give(scope.installationId, "read", { repositories: [repo] });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      return give(scope.installationId, "read", own);
    }
  }

  return createAuth((endpoint) => tokenFor(useOf(endpoint.method, endpoint.url), endpoint), appId);
}

/** How a client lets itself in that lists what an installation reaches. */
export function createListingAuth(give: GiveToken, installationId: number, appId: number) {
  return createAuth(() => give(installationId, "list", {}), appId);
}

function createAuth(tokenFor: (endpoint: Merged) => Promise<Token>, appId: number) {
  return Object.assign(async () => ({ type: "app", appId }), {
    async hook(request: Request, route: never, parameters: never) {
      const endpoint = request.endpoint.merge(route, parameters) as Merged;
      const { token, at } = await tokenFor(endpoint);
      endpoint.headers.authorization = `token ${token}`;
      for (;;)
        try {
          return await request(endpoint);
        } catch (error) {
          // A token is not known everywhere at once.
          if (statusOf(error) !== 401 || Date.now() - at >= settling) throw error;
          await sleep(pause);
        }
    },
  });
}

const ownersRepository = ".github";

/** The option of a request that reads settings which a repository shares with others of its owner. Nothing else may set it. */
export const reachesOther = "egressReachesOther";

interface Asked {
  readonly owner?: string | undefined;
  readonly repo?: string | undefined;
  readonly request?: { readonly [option: string]: unknown } | undefined;
}

interface Merged extends Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, unknown>;
}

type Request = Octokit["request"] & ((endpoint: unknown) => Promise<unknown>);
