/** A limit that holds for fewer ms concerns one task: it is over before many others could ask. */
const shortLimit = 5_000;

/**
 * The limits that installations have run into. Whoever goes on asking while a limit holds may be banned, so the other tasks of the
 * installation wait too, without asking. Times in ms since 1970.
 */
export interface Limits {
  note(installationId: number, until: number, now: number): void;
  /** Until when an installation must not ask; null where it may. */
  until(installationId: number, now: number): number | null;
}

export function createLimits(): Limits {
  const ends = new Map<number, number>();
  return {
    note(installationId, until, now) {
      if (until - now < shortLimit) return;
      ends.set(installationId, Math.max(until, ends.get(installationId) ?? 0));
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
