/** A limit that GitHub ends within fewer ms concerns one task: it is over before many others could ask. */
const shortLimit = 5_000;
/** A wait is twice as long as the last one that ended less than so many times the first wait ago. */
const soon = 10;
/** As often a wait is doubled, and no more: from a minute to an hour. */
const mostDoublings = 6;
/** So many repositories that get a 403 without a reason within a time are not all forbidden: it is a limit. */
const manyRepositories = 3;
const unclearWindow = 5 * 60_000;

/**
 * The limits that installations have run into. Whoever goes on asking while a limit holds may be banned, so the other tasks of the
 * installation wait too, without asking. Times in ms since 1970.
 */
export interface Limits {
  /** Notes a limit and says when the installation may ask again. `until` is null where GitHub does not say. */
  note(installationId: number, until: number | null, now: number): number;
  /** Notes a 403 without a reason. Says until when the installation waits where too many repositories got one, and null elsewhere. */
  noteUnclear(installationId: number, repositoryId: number, now: number): number | null;
  /** Until when an installation must not ask; null where it may. */
  until(installationId: number, now: number): number | null;
}

/** `firstWait` is how long to wait at first where GitHub names no time, in ms. */
export function createLimits(firstWait: number): Limits {
  const ends = new Map<number, number>();
  /** The waits that GitHub named no end for. */
  const guesses = new Map<number, { readonly end: number; readonly doublings: number }>();
  const unclear = new Map<number, Map<number, number>>();

  /** Tasks that were at work together meet the same limit. */
  function guess(installationId: number, now: number): number {
    const last = guesses.get(installationId);
    if (last !== undefined && last.end > now) return last.end;
    const isSoon = last !== undefined && now - last.end < soon * firstWait;
    const doublings = isSoon ? Math.min(last.doublings + 1, mostDoublings) : 0;
    const end = now + firstWait * 2 ** doublings;
    guesses.set(installationId, { end, doublings });
    return end;
  }

  function note(installationId: number, until: number | null, now: number): number {
    const end = until ?? guess(installationId, now);
    if (until === null || until - now >= shortLimit)
      ends.set(installationId, Math.max(end, ends.get(installationId) ?? 0));
    return end;
  }

  return {
    note,
    noteUnclear(installationId, repositoryId, now) {
      const seen = unclear.get(installationId) ?? new Map<number, number>();
      unclear.set(installationId, seen.set(repositoryId, now));
      for (const [id, at] of seen) if (now - at >= unclearWindow) seen.delete(id);
      if (seen.size < manyRepositories) return null;
      unclear.delete(installationId);
      return note(installationId, null, now);
    },
    until(installationId, now) {
      const end = ends.get(installationId);
      if (end === undefined) return null;
      if (end > now) return end;
      ends.delete(installationId);
      return null;
    },
  };
}
