/** How far the backfills of a repository have come, all together; times in ISO 8601 UTC. */
export interface BackfillProgress {
  /** Runs that are to be looked at, as far as they are listed. */
  readonly total: number;
  readonly done: number;
  readonly startedAt: string;
  /** Null while one is not done. */
  readonly finishedAt: string | null;
  /** Until when a limit of GitHub, or the own budget, holds it up. */
  readonly waitsUntil: string | null;
}

/** What is known of one backfill; times in ms since 1970. */
export interface BackfillState {
  readonly total: number;
  /** Runs of the total that are not done. */
  readonly left: number;
  readonly begunAt: number;
  readonly finishedAt?: number | undefined;
  readonly waitsUntil?: number | undefined;
}

/** The progress of all backfills of a repository; null where there are none. */
export function addUpProgress(parts: readonly BackfillState[]): BackfillProgress | null {
  if (parts.length === 0) return null;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const open = parts.filter(({ finishedAt }) => finishedAt === undefined);
  // What was finished long ago says nothing about one that is under way.
  const shown = open.length > 0 ? open : parts;
  const total = shown.reduce((sum, part) => sum + part.total, 0);
  const left = shown.reduce((sum, part) => sum + part.left, 0);
  const waits = shown.flatMap(({ waitsUntil }) => waitsUntil ?? []);
  return {
    total,
    done: total - left,
    startedAt: iso(Math.min(...shown.map(({ begunAt }) => begunAt))),
    finishedAt:
      open.length > 0 ? null : iso(Math.max(...parts.flatMap(({ finishedAt }) => finishedAt ?? []))),
    waitsUntil: waits.length === 0 ? null : iso(Math.max(...waits)),
  };
}
