/** What is known of the refusals of one name or address in a record. */
export interface AgentRefusal {
  /** The ports that were tried. The agent names one only where the call went on to the sinkhole. */
  readonly ports: ReadonlySet<number>;
  readonly processes: ReadonlySet<string>;
  /** The distinct seconds of them, ISO 8601 UTC; of very many, the first ones. */
  readonly times: ReadonlySet<string>;
  /** StepSecurity's global block list names it, so no list lets it through. */
  readonly isBlocklisted: boolean;
}

/** Refusals while they are counted. */
export interface GrowingRefusal {
  readonly ports: Set<number>;
  readonly processes: Set<string>;
  readonly times: Set<string>;
  isBlocklisted: boolean;
}

const most = { ports: 20, processes: 20, times: 100 } as const;

export function startRefusal(): GrowingRefusal {
  return { ports: new Set(), processes: new Set(), times: new Set(), isBlocklisted: false };
}

/** Adds one refusal, as far as there is room; returns how much of it was new. */
export function countRefusal(
  { ports, processes, times }: GrowingRefusal,
  { at, port, process }: { readonly at: string; readonly port?: number; readonly process?: string },
): number {
  const before = ports.size + processes.size + times.size;
  if (port !== undefined && ports.size < most.ports) ports.add(port);
  if (process !== undefined && process !== "" && processes.size < most.processes) processes.add(process);
  if (times.size < most.times) times.add(at);
  return ports.size + processes.size + times.size - before;
}
