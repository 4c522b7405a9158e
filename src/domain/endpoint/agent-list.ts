/**
 * How Harden-Runner's public Linux agent reads `allowed-endpoints` in block mode. Everything that asks what a list means asks this model.
 * Source: step-security/agent v0.16.0 (`config.go`, `agent.go`, `dnsproxy.go`, `firewall.go`), the agent of harden-runner v2.19. The
 * functions that decide are the same text since harden-runner v2.4.0. `test/fixtures/agent-lists.json` holds the agent's own answers.
 */

/** A list as the agent keeps it. Names end in a dot, and their case is as written. */
export interface AgentList {
  /** The ports of each name, in the order in which they stand in the list. */
  readonly exact: ReadonlyMap<string, readonly number[]>;
  /** By the whole pattern. Of its ports the agent uses the first. */
  readonly wildcards: ReadonlyMap<string, AgentWildcard>;
}

/** A pattern matches every name that begins and ends so, at any depth. The two parts may overlap in the name. */
export interface AgentWildcard {
  readonly prefix: string;
  readonly suffix: string;
  readonly port: number;
}

/** One piece of a list. */
export interface AgentEntry {
  /** With a final dot, in the case in which it is written. */
  readonly name: string;
  readonly port: number;
  readonly isWildcard: boolean;
}

/** What an entry's port is taken for where it has none, and where it is no number. */
const defaultPort = 443;
const portOfRubbish = 0;

/** Splits the value of `allowed-endpoints` as the action and its agent do: trimmed, then at the space character and nothing else. */
export function splitAgentList(value: string): readonly string[] {
  return value
    .trim()
    .split(" ")
    .filter((piece) => piece !== "");
}

/** Reads one piece of a list. Every text is an entry to the agent; what is wrong with one shows only when it is used. */
export function readAgentEntry(piece: string): AgentEntry {
  const [name = "", port] = piece.split(":");
  return {
    name: qualify(name),
    port: port === undefined ? defaultPort : readPort(port),
    isWildcard: name.includes("*"),
  };
}

/** A list to which pieces can still be added, each behind those that it has. */
export interface GrowingList extends AgentList {
  add(piece: string): void;
}

/** The list of some pieces, with what the agent adds behind them: its own endpoints, as pieces too. */
export function readAgentList(pieces: readonly string[], implicit: readonly string[] = []): AgentList {
  return growAgentList(pieces, implicit);
}

/** The same list, to grow. The agent's own endpoints stay behind whatever is added. */
export function growAgentList(pieces: readonly string[], implicit: readonly string[] = []): GrowingList {
  const exact = new Map<string, number[]>();
  const wildcards = new Map<string, AgentWildcard>();
  const own = new Set<string>();
  const put = (piece: string, isOwn: boolean): void => {
    const { name, port, isWildcard } = readAgentEntry(piece);
    if (!isWildcard) {
      const ports = exact.get(name);
      if (ports === undefined) exact.set(name, [port]);
      else ports.push(port);
      return;
    }
    if (isOwn ? own.has(name) : wildcards.has(name)) return;
    if (isOwn) own.add(name);
    wildcards.set(name, { ...readPattern(name), port });
  };
  for (const piece of implicit) put(piece, false);
  for (const piece of pieces) put(piece, true);
  return { exact, wildcards, add: (piece) => put(piece, true) };
}

/** What the agent does with a call, as far as the list says it. */
export type AgentAnswer =
  | "allowed"
  /** Several patterns match that name different ports, and the agent takes one of them by chance. */
  | "by-chance"
  | "refused";

/** Whether a list lets a call through. An exact entry hides every pattern for its name. */
export function askAgentList(
  { exact, wildcards }: AgentList,
  { host, port }: { readonly host: string; readonly port: number },
): AgentAnswer {
  const name = qualify(host);
  if (name.endsWith(".internal.")) return "refused";
  const ports = exact.get(name);
  if (ports !== undefined) return ports.includes(port) ? "allowed" : "refused";
  const firstPorts = findFirstPorts(wildcards, name);
  if (!firstPorts.includes(port)) return "refused";
  return firstPorts.every((first) => first === port) ? "allowed" : "by-chance";
}

/** The ports on which a list lets calls to a host through for certain. */
export function portsOf({ exact, wildcards }: AgentList, host: string): readonly number[] {
  const name = qualify(host);
  if (name.endsWith(".internal.")) return [];
  const ports = exact.get(name);
  if (ports !== undefined) return ports;
  const [first, ...others] = findFirstPorts(wildcards, name);
  return first === undefined || others.some((port) => port !== first) ? [] : [first];
}

/** The ports of all patterns that match a name; of each the first, which is the one that counts. */
function findFirstPorts(wildcards: AgentList["wildcards"], name: string): readonly number[] {
  const ports: number[] = [];
  for (const pattern of wildcards.values()) if (matchesWildcard(pattern, name)) ports.push(pattern.port);
  return ports;
}

/** A name with its final dot. An escaped dot at the end is part of the name. */
function qualify(name: string): string {
  const isQualified = name.endsWith(".") && !/(?:^|[^\\])(?:\\\\)*\\\.$/.test(name);
  return isQualified ? name : `${name}.`;
}

/** As Go's `strconv.Atoi` with its error dropped. Only whether it is a port matters beyond 64 bits. */
function readPort(text: string): number {
  const overflowing = /^([+-]?)(\d{20,})/.exec(text);
  if (overflowing !== null && BigInt(overflowing[2] ?? 0) >= 2n ** 64n)
    return overflowing[1] === "-" ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  return /^[+-]?\d+$/.test(text) ? Number(text) : portOfRubbish;
}

/** Only what stands before the first `*` and between it and the next counts. */
function readPattern(name: string): Pick<AgentWildcard, "prefix" | "suffix"> {
  const [prefix = "", suffix = ""] = name.split("*");
  return { prefix, suffix };
}

/** Whether a name fits a pattern: its `prefix` and `suffix` may overlap in the name. */
export function matchesWildcard(
  { prefix, suffix }: Pick<AgentWildcard, "prefix" | "suffix">,
  name: string,
): boolean {
  return name.startsWith(prefix) && name.endsWith(suffix);
}

/** Whether some name fits both patterns. */
export function mayBothMatch(
  a: Pick<AgentWildcard, "prefix" | "suffix">,
  b: Pick<AgentWildcard, "prefix" | "suffix">,
): boolean {
  return (
    (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
    (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
  );
}
