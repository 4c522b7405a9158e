import { matchesWildcard } from "./agent-list.ts";

/** The names and the port that a decision is about: one name, or all that fit around the `*` of a pattern. */
export interface Scope {
  readonly prefix: string;
  /** Null for one name, which then is the prefix. */
  readonly suffix: string | null;
  readonly port: number;
}

/** Reads `host` as the scope of an endpoint or pattern. */
export function scopeOf(host: string, port: number): Scope {
  const star = host.indexOf("*");
  return star < 0
    ? { prefix: host, suffix: null, port }
    : { prefix: host.slice(0, star), suffix: host.slice(star + 1), port };
}

/** Whether everything in `inner` is also in `outer`. */
export function covers(outer: Scope, inner: Scope): boolean {
  if (outer.port !== inner.port) return false;
  if (outer.suffix === null) return inner.suffix === null && inner.prefix === outer.prefix;
  if (inner.suffix === null)
    return matchesWildcard({ prefix: outer.prefix, suffix: outer.suffix }, inner.prefix);
  return inner.prefix.startsWith(outer.prefix) && inner.suffix.endsWith(outer.suffix);
}
