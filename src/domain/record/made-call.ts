/** How one leg of a run called an endpoint or an address, or was refused it. All names are foreign. */
export interface MadeCall {
  /** As a baseline names it: `host:port`, `address:port`, or the address alone where calls to it were dropped. */
  readonly endpoint: string;
  /** The steps in whose time it was called, in the order of the job; none where that is not known. */
  readonly steps: readonly string[];
  /** The first process that called it, then the others by name. */
  readonly processes: readonly string[];
}

/** Joins the calls of each endpoint into one, which stands where the first of them did. */
export function joinCalls(calls: readonly MadeCall[]): readonly MadeCall[] {
  const joined = new Map<string, MadeCall>();
  for (const call of calls) {
    const known = joined.get(call.endpoint);
    joined.set(call.endpoint, known === undefined ? call : join(known, call));
  }
  return [...joined.values()];
}

function join(first: MadeCall, other: MadeCall): MadeCall {
  return {
    endpoint: first.endpoint,
    steps: [...new Set([...first.steps, ...other.steps])],
    processes: [...new Set([...first.processes, ...other.processes])],
  };
}
