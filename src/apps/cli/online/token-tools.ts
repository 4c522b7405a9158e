import pino from "pino";
import { openResolvers, type ResolveHosts } from "../../../adapters/dns/resolve-hosts.ts";
import { connectWithToken } from "../../../adapters/github/client/bot.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";

/** Who asks, and whom. */
export interface TokenOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly dnsServers: readonly string[];
}

// Somebody waits: three tries within four seconds.
const pace = { retryBase: 250, timeout: 30_000, throttled: true };

/** A client for a token, and the resolvers. Nothing is asked yet. */
export async function openTokenTools({ token, apiUrl, dnsServers: servers }: TokenOptions): Promise<{
  readonly octokit: Octokit;
  readonly resolveHosts: ResolveHosts | null;
}> {
  const octokit = await connectWithToken(token, apiUrl, pace, pino({ level: "silent" }));
  return { octokit, resolveHosts: openResolvers(servers) };
}
