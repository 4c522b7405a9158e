import type { Repository } from "../run/repository.ts";

/** What an owner's limits count by the day. */
export type Opened = "pull-request" | "issue";

/** Something that is opened, by the repository and what it is about: a workflow file, or what an issue is known by. */
export interface PlaceKey {
  readonly kind: Opened;
  readonly repositoryId: number;
  readonly about: string;
}

/**
 * What the issues of a repository are about; an alarm's name follows, or the workflow file whose stored policies should change. What keeps
 * the bot from proposing is about the workflow file alone.
 */
export const issueAbout = { alarms: "alarms", dashboard: "dashboard", policies: "policies" } as const;

/** What an issue is about that shows what the stored policies of a workflow file should become. */
export function aboutPolicies(path: string): string {
  return `${issueAbout.policies} ${path}`;
}

/** The workflow file, on whichever branch, that is looked at again for something about a file. */
export function lineOfAbout(about: string): string {
  const word = aboutPolicies("");
  return about.startsWith(word) ? about.slice(word.length) : about;
}

/** Why something is not opened yet. */
export interface Hold {
  readonly why: /** The settings want no pull requests in the repository. */
    | "not-wanted"
    /** As many are open in the repository as may be. */
    | "open-at-most"
    /** As many were opened in the repository today as may be. */
    | "per-day"
    /** Pull requests are opened at other times. */
    | "schedule"
    /** As many were opened for the owner today as may be, or others go first. */
    | "owner-per-day";
  /** When this ends by itself, ms since 1970; null where it does not. */
  readonly until: number | null;
}

/** Something that is ready to be opened, and waits. */
export interface Waiting {
  readonly kind: Opened;
  readonly repository: Repository;
  readonly about: string;
  /** What has more of it goes first: the confidence of a proposal, the severity of an alarm. */
  readonly rank: number;
  /** Since when it waits, and when it was last looked at; ms since 1970. */
  readonly since: number;
  readonly at: number;
  readonly hold: Hold;
  /** When it was last looked at because a place was free, and has not answered since; ms since 1970. */
  readonly offeredAt: number | null;
}

const day = 86_400_000;
/** What has waited for so long goes before all others. */
const longestWait = 60 * day;
/** What was offered a place and said nothing for so long holds up nobody any more. */
const longestSilence = 3_600_000;

/** The day of a time, `2026-11-30`, and when the next one begins; ms since 1970. Days are those of UTC. */
export function dayOf(now: number): { readonly name: string; readonly end: number } {
  return { name: new Date(now).toISOString().slice(0, 10), end: (Math.floor(now / day) + 1) * day };
}

export function keyOfWaiting({ kind, repository, about }: Waiting): PlaceKey {
  return { kind, repositoryId: repository.id, about };
}

export function isSamePlace(a: PlaceKey, b: PlaceKey): boolean {
  return a.kind === b.kind && a.repositoryId === b.repositoryId && a.about === b.about;
}

/** Whether nothing but the limits of the owner keeps something from being opened. */
export function mayBeNext({ hold }: Waiting, now: number): boolean {
  return hold.why === "owner-per-day" || (hold.until !== null && hold.until <= now);
}

/** Whether something was offered a place a while ago, and may still be at work on it. */
export function isOffered({ offeredAt }: Waiting, now: number): boolean {
  return offeredAt !== null && now - offeredAt < longestSilence;
}

/** Whether something was offered a place and said nothing for a day: it went to another owner, or the App does not reach it any more. */
export function isLost({ offeredAt }: Waiting, now: number): boolean {
  return offeredAt !== null && now - offeredAt >= day;
}

/**
 * What waits for a place of an owner's, in the order in which it gets one: what has waited for 60 days, the longest first; then each
 * repository's first, counting those that it has had today, before any repository's second, the highest rank first. `taken` are the places of the day;
 * what has one is left out.
 */
export function orderWaiting(
  waiting: readonly Waiting[],
  taken: readonly PlaceKey[],
  now: number,
): readonly Waiting[] {
  const without = waiting.filter((one) => !taken.some((place) => isSamePlace(place, keyOfWaiting(one))));
  const byRank = without.sort((a, b) => b.rank - a.rank || a.since - b.since || compareNames(a, b));
  const turns = new Map<number, number>();
  for (const { repositoryId } of taken) turns.set(repositoryId, (turns.get(repositoryId) ?? 0) + 1);
  const withTurns = byRank.map((one) => {
    const turn = turns.get(one.repository.id) ?? 0;
    turns.set(one.repository.id, turn + 1);
    const isOverdue = now - one.since >= longestWait;
    const isSilent = one.offeredAt !== null && !isOffered(one, now);
    return { one, turn: isSilent ? Number.POSITIVE_INFINITY : isOverdue ? -1 : turn };
  });
  return withTurns
    .sort((a, b) => compare(a.turn, b.turn) || (a.turn === -1 ? a.one.since - b.one.since : 0))
    .map(({ one }) => one);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function compareNames(a: Waiting, b: Waiting): number {
  const [one, other] = [a, b].map(({ repository: { id }, about }) => `${id}:${about}`);
  return (one ?? "") < (other ?? "") ? -1 : 1;
}
