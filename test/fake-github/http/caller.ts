import type { Account, Actor, App, Token, World } from "../state/world.ts";
import { ApiError, suspended } from "./api-error.ts";
import { checkJsonWebToken } from "./json-web-token.ts";

/** Who sent a request. */
export type Caller = { readonly kind: "app"; readonly app: App } | { readonly kind: "anonymous" } | Token;

const ghost: Account = { id: 10_137, login: "ghost", type: "User" };

/**
 * Reads the `Authorization` header: an App's JWT, an installation's token or a person's.
 * @throws ApiError 401 for none, an unknown or an expired one
 */
export function authenticate(world: World, authorization: string | undefined): Caller {
  const [scheme = "", credential = ""] = (authorization ?? "").split(" ");
  if (scheme.toLowerCase() === "basic") return { kind: "app", app: findByClient(world, credential) };
  if (!["bearer", "token"].includes(scheme.toLowerCase()) || credential === "") {
    throw new ApiError(401, "Requires authentication");
  }
  if (!world.tokens.has(credential) && credential.split(".").length === 3) {
    const id = checkJsonWebToken(credential, world.clock.now(), (app) => world.apps.get(app)?.publicKey);
    const app = world.apps.get(id);
    if (app === undefined) throw new ApiError(404, "Integration not found");
    return { kind: "app", app };
  }
  const token = world.tokens.get(credential);
  if (token === undefined) throw new ApiError(401, "Bad credentials");
  if (token.kind === "user" && token.expiresAt !== null && token.expiresAt <= world.clock.now())
    throw new ApiError(401, "Bad credentials");
  if (token.kind === "installation") {
    const isGone = !world.installations.has(token.installation.id);
    if (isGone || token.expiresAt <= world.clock.now()) throw new ApiError(401, "Bad credentials");
    if (token.installation.suspendedAt !== null) throw suspended();
  }
  return token;
}

/** An App that names itself by the client of its OAuth. @throws ApiError 401 */
function findByClient(world: World, credential: string): App {
  const [id, secret] = Buffer.from(credential, "base64").toString().split(":");
  const app = [...world.apps.values()].find(({ clientId }) => clientId === id);
  if (app === undefined || app.clientSecret !== secret) throw new ApiError(401, "Bad credentials");
  return app;
}

/** The one in whose name a caller changes things. */
export function actorOf(caller: Caller): Actor {
  switch (caller.kind) {
    case "app":
      return { account: caller.app.bot, app: caller.app };
    case "installation":
      return { account: caller.installation.app.bot, app: caller.installation.app };
    case "user":
      return { account: caller.account, app: null };
    case "anonymous":
      return { account: ghost, app: null };
  }
}

/** The account whose requests are counted together. */
export function limitKeyOf(caller: Caller): string {
  switch (caller.kind) {
    case "app":
      return `app ${caller.app.id}`;
    case "installation":
      return `installation ID ${caller.installation.id}`;
    case "user":
      return `user ID ${caller.account.id}`;
    case "anonymous":
      return "127.0.0.1";
  }
}

export function accountOf(caller: Caller): Account {
  return actorOf(caller).account;
}
