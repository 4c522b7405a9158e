import type { RunKey } from "../baseline/baseline.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { hasOneOwner, isPublicSuffix } from "../endpoint/owner.ts";

/** An endpoint with the runs in which it was called. */
export interface SeenEndpoint extends Endpoint {
  readonly runs: ReadonlySet<RunKey>;
}

/** Names that differ in one label and keep changing from run to run. */
export interface RotatingGroup<E extends SeenEndpoint> {
  readonly members: readonly E[];
  /** `prefix*suffix`, safe to allow; null where any such pattern would let strangers in. */
  readonly pattern: string | null;
  readonly port: number;
  /** The rank of the run from which on the siblings seen so far gave this pattern. */
  readonly since: number;
}

const fewestSiblings = 4;
// Four names that one odd run called together are not a rotation: new ones must have come up several times.
const fewestArrivals = 3;

/**
 * Finds the groups of rotating hosts among the endpoints of one job. `order` is the rank of each run in time. An endpoint
 * is in one group at most: the one with the most members, of equals the one whose changing label stands leftmost.
 */
export function findRotatingGroups<E extends SeenEndpoint>(
  endpoints: readonly E[],
  order: ReadonlyMap<RunKey, number>,
): RotatingGroup<E>[] {
  const candidates = [...groupBySkeleton(endpoints).values()]
    .filter((siblings) => siblings.members.length >= fewestSiblings)
    .map((siblings) => ({ ...siblings, members: keepRotating(siblings.members, order) }))
    .filter((siblings) => siblings.members.length >= fewestSiblings)
    .sort((a, b) => b.members.length - a.members.length || a.label - b.label);
  const taken = new Set<E>();
  const groups: RotatingGroup<E>[] = [];
  for (const { label, members } of candidates) {
    const free = keepRotating(
      members.filter((member) => !taken.has(member)),
      order,
    );
    const [first] = free;
    if (first === undefined || free.length < fewestSiblings) continue;
    for (const member of free) taken.add(member);
    const pattern = patternOf(free, label);
    groups.push({ members: free, pattern, port: first.port, since: sinceWhen(free, label, pattern, order) });
  }
  return groups;
}

interface Siblings<E extends SeenEndpoint> {
  /** Which label differs, counted from the left. */
  readonly label: number;
  readonly members: E[];
}

function groupBySkeleton<E extends SeenEndpoint>(endpoints: readonly E[]): Map<string, Siblings<E>> {
  const groups = new Map<string, Siblings<E>>();
  for (const endpoint of endpoints) {
    const labels = endpoint.host.split(".");
    for (let label = 0; label < labels.length - 1; label += 1) {
      // Names that differ in what somebody registered have nothing to do with each other.
      if (isPublicSuffix(labels.slice(label + 1).join("."))) continue;
      const skeleton = `${labels.with(label, "*").join(".")}:${endpoint.port}`;
      const group: Siblings<E> = groups.get(skeleton) ?? { label, members: [] };
      group.members.push(endpoint);
      groups.set(skeleton, group);
    }
  }
  return groups;
}

/** The members that come and go; none, if the group as a whole does not keep changing. */
function keepRotating<E extends SeenEndpoint>(
  members: readonly E[],
  order: ReadonlyMap<RunKey, number>,
): E[] {
  const groupRuns = new Set(members.flatMap((member) => [...member.runs]));
  const rotating = members.filter((member) => member.runs.size * 2 <= groupRuns.size);
  const arrivals = new Set(rotating.map((member) => firstRank(member.runs, order)));
  return arrivals.size >= fewestArrivals ? rotating : [];
}

/** The rank of the earliest of some runs. */
export function firstRank(runs: ReadonlySet<RunKey>, order: ReadonlyMap<RunKey, number>): number {
  let first = Number.POSITIVE_INFINITY;
  for (const run of runs) first = Math.min(first, order.get(run) ?? Number.POSITIVE_INFINITY);
  return first;
}

/** From which run on the pattern was what it is now: a sibling that widens it adds to the list. */
function sinceWhen(
  members: readonly SeenEndpoint[],
  label: number,
  pattern: string | null,
  order: ReadonlyMap<RunKey, number>,
): number {
  const arrivals = members
    .map((member) => ({ member, rank: firstRank(member.runs, order) }))
    .sort((a, b) => a.rank - b.rank);
  let seen = fewestSiblings;
  while (
    seen < arrivals.length &&
    patternOf(
      arrivals.slice(0, seen).map(({ member }) => member),
      label,
    ) !== pattern
  ) {
    seen += 1;
  }
  return arrivals[seen - 1]?.rank ?? 0;
}

function patternOf(members: readonly SeenEndpoint[], label: number): string | null {
  const [first = []] = members.map((member) => member.host.split("."));
  const before = first.slice(0, label).map((part) => `${part}.`);
  const rest = first.slice(label + 1).join(".");
  if (!hasOneOwner(rest)) return null;
  const changing = members.map((member) => member.host.split(".")[label] ?? "");
  const prefix = commonPrefix(changing);
  const suffix = reverse(commonPrefix(changing.map((text) => reverse(text.slice(prefix.length)))));
  // Digits that the names happen to share are part of what changes: after web17 and web18 comes web20.
  return `${before.join("")}${prefix.replace(/[0-9]+$/, "")}*${suffix.replace(/^[0-9]+/, "")}.${rest}`;
}

function commonPrefix(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let length = first.length;
  for (const text of others) {
    while (!text.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}

function reverse(text: string): string {
  return [...text].reverse().join("");
}
