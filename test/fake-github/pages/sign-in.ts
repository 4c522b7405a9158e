import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http/read-request.ts";
import type { Account, App, World } from "../state/world.ts";

/** What a code stands for that GitHub gave a browser, until it is exchanged. */
interface Grant {
  readonly app: App;
  readonly account: Account;
  readonly redirectUri: string;
  /** Of PKCE, with S256. */
  readonly challenge: string;
}

/** GitHub's OAuth for Apps. */
export interface SignInPages {
  /** Who is signed in on GitHub in the browser; null for nobody. */
  viewer: Account | null;
  /** Whether the App's tokens for people expire after 8 hours. */
  tokensExpire: boolean;
  /** Answers the page where a person lets an App in, and the exchange of the code. False for every other address. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

const tokenLife = 28_800;

export function createSignInPages(world: World, violations: string[]): SignInPages {
  const grants = new Map<string, Grant>();

  /** As GitHub does where the person has let the App in before: it sends the browser back at once. */
  function authorize(pages: SignInPages, query: URLSearchParams, response: ServerResponse): void {
    const app = [...world.apps.values()].find(({ clientId }) => clientId === query.get("client_id"));
    const redirectUri = query.get("redirect_uri") ?? "";
    if (app === undefined) return void response.writeHead(404).end();
    if (!app.callbackUrls.has(redirectUri)) {
      violations.push(`sign-in: ${redirectUri} is no callback of the App`);
      return void response.writeHead(400).end("The redirect_uri is not associated with this application.");
    }
    const challenge = query.get("code_challenge") ?? "";
    if (query.get("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(challenge))
      violations.push("sign-in: no code challenge with S256");
    const back = new URL(redirectUri);
    back.searchParams.set("state", query.get("state") ?? "");
    if (pages.viewer === null) back.searchParams.set("error", "access_denied");
    else {
      const code = randomBytes(10).toString("hex");
      grants.set(code, { app, account: pages.viewer, redirectUri, challenge });
      back.searchParams.set("code", code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  /** Mistakes are answered with 200 too, as on GitHub. */
  function exchange(pages: SignInPages, given: Readonly<Record<string, unknown>>): object {
    const code = String(given.code);
    const grant = grants.get(code);
    const app = [...world.apps.values()].find(({ clientId }) => clientId === given.client_id);
    if (app === undefined || app.clientSecret !== given.client_secret)
      return mistake("incorrect_client_credentials");
    if (grant === undefined || grant.app !== app) return mistake("bad_verification_code");
    grants.delete(code);
    if (given.redirect_uri !== grant.redirectUri) return mistake("redirect_uri_mismatch");
    const proof = createHash("sha256").update(String(given.code_verifier)).digest("base64url");
    if (proof !== grant.challenge) return mistake("bad_verification_code");
    const token = `ghu_${randomBytes(27).toString("base64url")}`;
    const expiresAt = pages.tokensExpire ? world.clock.now() + tokenLife * 1_000 : null;
    world.tokens.set(token, { kind: "user", account: grant.account, scopes: [], app, expiresAt });
    return {
      access_token: token,
      token_type: "bearer",
      scope: "",
      ...(pages.tokensExpire && {
        expires_in: tokenLife,
        refresh_token: `ghr_${randomBytes(36).toString("base64url")}`,
        refresh_token_expires_in: 15_897_600,
      }),
    };
  }

  return {
    viewer: null,
    tokensExpire: true,
    async answer(request, response) {
      const { pathname, searchParams } = new URL(request.url ?? "/", world.origin);
      if (request.method === "GET" && pathname === "/login/oauth/authorize") {
        authorize(this, searchParams, response);
        return true;
      }
      if (request.method !== "POST" || pathname !== "/login/oauth/access_token") return false;
      const answer = exchange(this, JSON.parse((await readBody(request)).toString()));
      response
        .writeHead(200, {
          "content-type": "application/json; charset=utf-8",
          date: new Date(world.clock.now()).toUTCString(),
        })
        .end(JSON.stringify(answer));
      return true;
    },
  };
}

function mistake(error: string): object {
  return {
    error,
    error_description: `The ${error} passed is incorrect.`,
    error_uri: "https://docs.github.com",
  };
}
