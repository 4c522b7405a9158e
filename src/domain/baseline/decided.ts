import { readAllowedEntry } from "../endpoint/entry.ts";
import { covers, type Scope, scopeOf } from "../endpoint/scope.ts";
import type { Decision } from "./decision.ts";

interface Settled {
  readonly scope: Scope;
  readonly decision: Decision;
}

/** An allow that holds against all denies. */
export interface Allowed extends Settled {
  /** The name or the pattern. */
  readonly host: string;
}

/** What somebody's words about endpoints come to. */
export interface Decided {
  /** The allows of single names, and those of patterns. */
  readonly names: readonly Allowed[];
  readonly patterns: readonly Allowed[];
  /** What was said of one endpoint: by its own name or, where it was denied, by a pattern. */
  of(endpoint: { readonly host: string; readonly port: number }): Decision | null;
  /** The deny that counts of just this endpoint or pattern, an entry's key; null where a wider one counts, or none. */
  denialOf(key: string): Decision | null;
  /** A deny of something that a pattern would let through. */
  findDenialWithin(pattern: Scope): Decision | null;
}

/**
 * Settles contradictions: of two decisions that concern the same endpoint a person's beats the settings', of two persons'
 * the later one, and of equals the deny. What cannot be read as an endpoint or pattern counts for nothing.
 */
export function settleDecisions(decisions: readonly Decision[]): Decided {
  const byKey = settleEqual(decisions);
  const settled = [...byKey.values()];
  const denies = settled.filter(({ decision }) => decision.kind === "deny");
  const allows = settled
    .filter(({ decision }) => decision.kind === "allow")
    .filter((allow) =>
      denies.every((deny) => !covers(deny.scope, allow.scope) || isStronger(allow.decision, deny.decision)),
    )
    .map((allow): Allowed => ({ ...allow, host: hostOf(allow.scope) }));
  const patterns = allows.filter(({ scope }) => scope.suffix !== null);
  const names = allows.filter(({ scope }) => scope.suffix === null);
  const allowByName = new Map(
    names.map(({ scope, decision }) => [`${scope.prefix}:${scope.port}`, decision]),
  );

  return {
    names,
    patterns,
    of({ host, port }) {
      const allowed = allowByName.get(`${host}:${port}`);
      if (allowed !== undefined) return allowed;
      const scope = scopeOf(host, port);
      const effective = denies.filter(
        (deny) =>
          covers(deny.scope, scope) &&
          // A pattern that was allowed in spite of a wider deny takes its names out of it.
          !patterns.some((allow) => covers(allow.scope, scope) && covers(deny.scope, allow.scope)),
      );
      return strongest(effective.map(({ decision }) => decision));
    },
    denialOf(key) {
      const decision = byKey.get(key.toLowerCase())?.decision;
      return decision?.kind === "deny" ? decision : null;
    },
    findDenialWithin(pattern) {
      const within = denies.filter(({ scope }) => overlap(scope, pattern) && !covers(scope, pattern));
      return strongest(within.map(({ decision }) => decision));
    },
  };
}

/** One decision for each endpoint and each pattern, by `host:port`. */
function settleEqual(decisions: readonly Decision[]): ReadonlyMap<string, Settled> {
  const settled = new Map<string, Settled>();
  for (const decision of decisions) {
    const entry = readAllowedEntry(decision.endpoint);
    if (entry.kind === "invalid") continue;
    const { port } = entry;
    const scope: Scope =
      entry.kind === "host"
        ? { prefix: entry.host, suffix: null, port }
        : { prefix: entry.prefix, suffix: entry.suffix, port };
    const key = `${hostOf(scope)}:${port}`;
    const known = settled.get(key);
    if (known === undefined || isStronger(decision, known.decision)) settled.set(key, { scope, decision });
  }
  return settled;
}

function hostOf({ prefix, suffix }: Scope): string {
  return suffix === null ? prefix : `${prefix}*${suffix}`;
}

function isStronger(a: Decision, b: Decision): boolean {
  if (a.origin.kind !== b.origin.kind) return a.origin.kind === "person";
  if (a.origin.kind === "person" && b.origin.kind === "person" && a.origin.at !== b.origin.at)
    return a.origin.at > b.origin.at;
  return a.kind === "deny" && b.kind === "allow";
}

function strongest(decisions: readonly Decision[]): Decision | null {
  let found: Decision | null = null;
  for (const decision of decisions) if (found === null || isStronger(decision, found)) found = decision;
  return found;
}

/** Whether some name may be in both. */
function overlap(a: Scope, b: Scope): boolean {
  if (a.suffix === null) return covers(b, a);
  if (b.suffix === null) return covers(a, b);
  return (
    a.port === b.port &&
    (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
    (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
  );
}
