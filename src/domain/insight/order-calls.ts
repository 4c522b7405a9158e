import type { MadeCall } from "../record/made-call.ts";

/** How one run called an endpoint, all of its legs together. */
export interface PlacedCall extends Omit<MadeCall, "endpoint"> {
  /** From 1, in the order of the first calls. */
  readonly place: number;
}

/**
 * Puts what the legs of a run called into one order, by endpoint. Legs run beside each other, so a call stands by how far it was in the
 * leg that came to it first.
 */
export function orderCalls(legs: ReadonlyMap<string, readonly MadeCall[]>): ReadonlyMap<string, PlacedCall> {
  const all = [...legs].flatMap(([leg, calls]) =>
    calls.map((call, index) => ({ leg, call, part: index / calls.length })),
  );
  const placed = new Map<string, PlacedCall>();
  for (const { call } of all.sort((a, b) => a.part - b.part || compare(a.leg, b.leg))) {
    const { endpoint, steps, processes } = call;
    const known = placed.get(endpoint);
    placed.set(endpoint, {
      place: known?.place ?? placed.size + 1,
      steps: [...new Set([...(known?.steps ?? []), ...steps])],
      processes: [...new Set([...(known?.processes ?? []), ...processes])],
    });
  }
  return placed;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
