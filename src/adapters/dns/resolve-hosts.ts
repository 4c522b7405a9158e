import { Resolver } from "node:dns/promises";
import { parseHostName } from "../../domain/endpoint/endpoint.ts";

/** What came of looking up the IPv4 addresses of a host. */
export type Resolution =
  | "resolves"
  /** There is no such name, or it has no IPv4 address. */
  | "missing"
  /** No resolver could say, by fault of its own or of the name's servers. */
  | "unanswered";

/** Looks hosts up, each once. @throws ResolverDownError where hosts were asked for and none resolves */
export type ResolveHosts = (hosts: readonly string[]) => Promise<ReadonlyMap<string, Resolution>>;

/** Which resolvers to ask, in this order, and how patiently. */
export interface ResolverOptions {
  /** Addresses, with a port where it is not 53. */
  readonly servers: readonly string[];
  /** For the first answer of a server, in ms. */
  readonly timeout: number;
  /** How often each server is asked. */
  readonly tries: number;
}

/** The resolvers cannot be reached, or know of nothing at all, as behind a portal that wants a login. Ask again later. */
export class ResolverDownError extends Error {
  override readonly name = "ResolverDownError";
  readonly code = "resolver-down";
}

/** Generous: a lookup that is given up delays a proposal. */
export const lookUpPace = { timeout: 2_000, tries: 3 } as const satisfies Partial<ResolverOptions>;

/** The function that looks up hosts at some resolvers; null where there are none to be asked. */
export function openResolvers(servers: readonly string[]): ResolveHosts | null {
  return servers.length === 0 ? null : createResolveHosts({ servers, ...lookUpPace });
}

const mostAtOnce = 10;
const keepAnswer = 60_000;
const mostKept = 10_000;

/**
 * Makes the function that looks up hosts as Harden-Runner's agent does in block mode: their A records, at public resolvers. What
 * was answered is remembered for a minute.
 */
export function createResolveHosts({ servers, timeout, tries }: ResolverOptions): ResolveHosts {
  const resolver = new Resolver({ timeout, tries });
  resolver.setServers([...servers]);
  const kept = new Map<string, { readonly resolution: Resolution; readonly until: number }>();

  async function resolveHost(host: string): Promise<Resolution> {
    const known = kept.get(host);
    if (known !== undefined && known.until > Date.now()) return known.resolution;
    const resolution = await lookUp(resolver, host);
    kept.delete(host);
    if (resolution === "unanswered") return resolution;
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(host, { resolution, until: Date.now() + keepAnswer });
    return resolution;
  }

  return async (hosts) => {
    const waiting = [...new Set(hosts)];
    const resolutions = new Map<string, Resolution>();
    const work = async (): Promise<void> => {
      for (let host = waiting.pop(); host !== undefined; host = waiting.pop())
        resolutions.set(host, await resolveHost(host));
    };
    await Promise.all(Array.from({ length: mostAtOnce }, work));
    // Runs have called them: that all are gone is less likely than a resolver that says so of everything.
    if (resolutions.size > 0 && ![...resolutions.values()].includes("resolves"))
      throw new ResolverDownError(`the resolvers ${servers.join(", ")} (DNS_SERVERS) know none of the hosts`);
    return resolutions;
  };
}

// What c-ares says where the answer is that there is nothing.
const emptyAnswers: ReadonlySet<unknown> = new Set(["ENOTFOUND", "ENODATA"]);

async function lookUp(resolver: Resolver, host: string): Promise<Resolution> {
  // Names with an underscore do occur in the DNS.
  if (parseHostName(host.replaceAll("_", "x")) === null) return "missing";
  try {
    return (await resolver.resolve4(host)).length > 0 ? "resolves" : "missing";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    return emptyAnswers.has(code) ? "missing" : "unanswered";
  }
}
