import { createHash } from "node:crypto";
import { deleteToken, exchangeWebFlowCode, getWebFlowAuthorizationUrl } from "@octokit/oauth-methods";
import type { Logger } from "probot";
import type { PageSettings } from "../../../environment/page-settings.ts";
import { type CallPace, connection } from "../client/bot.ts";
import type { Octokit } from "../client/octokit.ts";

/** What only one attempt to sign in knows, and GitHub is shown a part of. */
export interface Attempt {
  readonly state: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** A token with which GitHub is asked in a person's name. */
export interface PersonalToken {
  readonly token: string;
  /** Ms since 1970; null where the App's tokens do not expire. */
  readonly endsAt: number | null;
}

/** The App's own OAuth, and clients that act for people. */
export interface SignIn {
  /** Where a browser is sent. */
  addressFor(attempt: Attempt): string;
  /** Exchanges the code that came back. GitHub does it once. @throws what Octokit throws, for a wrong code or verifier too */
  exchange(code: string, attempt: Attempt): Promise<PersonalToken>;
  /** Has GitHub forget a token. @throws what Octokit throws */
  revoke(token: string): Promise<void>;
  /** A client for a person. Nothing is asked of GitHub yet. */
  connect(viewer: { readonly token: string; readonly id?: number }): Octokit;
}

/** Where GitHub sends a browser back to. */
export const callbackPath = "/auth/callback";

/** `apiUrl` is that of GitHub's REST API. */
export function createSignIn(
  { clientId, clientSecret, url }: PageSettings,
  apiUrl: string,
  pace: CallPace,
  log: Logger,
): SignIn {
  const { Octokit: Client, ...options } = connection(apiUrl, pace, log);
  const { request } = new Client(options);
  const redirectUrl = `${url}${callbackPath}`;
  return {
    addressFor({ state, verifier }) {
      const { url: address } = getWebFlowAuthorizationUrl({
        clientType: "github-app",
        clientId,
        redirectUrl,
        state,
        request,
      });
      const withProof = new URL(address);
      withProof.searchParams.set("code_challenge", createHash("sha256").update(verifier).digest("base64url"));
      withProof.searchParams.set("code_challenge_method", "S256");
      return withProof.href;
    },
    async exchange(code, { verifier }) {
      const { authentication } = await exchangeWebFlowCode({
        clientType: "github-app",
        clientId,
        clientSecret,
        code,
        redirectUrl,
        // The library does not know PKCE; what it sends, it lays over the defaults.
        request: request.defaults({ code_verifier: verifier }),
      });
      const { token } = authentication;
      return { token, endsAt: "expiresAt" in authentication ? Date.parse(authentication.expiresAt) : null };
    },
    async revoke(token) {
      await deleteToken({ clientType: "github-app", clientId, clientSecret, token, request });
    },
    connect({ token, id }) {
      return new Client({
        ...options,
        auth: { token },
        ...(id !== undefined && { throttle: { id: `person-${id}` } }),
      });
    },
  };
}
