import type { RunClaims } from "./told.ts";

const mostEndpoints = 50;

/** What the legs of one run say together; of two runs the later found counts. */
export function joinClaims(known: RunClaims | null, found: RunClaims): RunClaims {
  if (known?.run !== found.run) return found;
  const endpoints = [...new Set([...known.endpoints, ...found.endpoints])];
  const shown = endpoints.slice(0, mostEndpoints);
  const more = Math.max(known.more, found.more) + endpoints.length - shown.length;
  return { run: found.run, endpoints: shown, more };
}
