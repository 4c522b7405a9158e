import { openResolvers, ResolverDownError } from "../../../adapters/dns/resolve-hosts.ts";
import { parseHostName } from "../../../domain/endpoint/endpoint.ts";
import type { Resolutions } from "../../../domain/guard/check/resolutions.ts";
import { readDnsServers } from "../../../environment/environment.ts";
import { EnvironmentError } from "../../../environment/environment-error.ts";
import { UsageError } from "../shared/usage-error.ts";

/** What the resolvers know when they know anything: GitHub's own host, without which nobody runs a workflow. */
const knownHost = "github.com";

/** Looks up listed hosts as the agent does at its start. @throws UsageError where the resolvers cannot be asked */
export async function resolveListed(hosts: readonly string[]): Promise<Resolutions> {
  // Whatever is no host name is not for the resolvers to say.
  const named = hosts.filter((host) => parseHostName(host.replaceAll("_", "x")) !== null);
  if (named.length === 0) return new Map();
  try {
    const resolveHosts = openResolvers(readDnsServers(process.env));
    if (resolveHosts === null)
      throw new UsageError("check: --resolve needs resolvers, and DNS_SERVERS is off");
    return await resolveHosts([knownHost, ...named]);
  } catch (error) {
    if (!(error instanceof ResolverDownError || error instanceof EnvironmentError)) throw error;
    throw new UsageError(`check: --resolve: ${error.message}`, { cause: error });
  }
}
