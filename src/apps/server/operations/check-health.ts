import { answerOfRedis } from "./answer-of-redis.ts";

/** How one kind of task stands, in the queue and in this process. */
export interface KindState {
  readonly kind: string;
  /** Since when the task has been due that a free worker begins next, ms since 1970; null where none may be begun. */
  readonly dueSince: number | null;
  /** Whether this process could begin another one. */
  readonly isFree: boolean;
  /** When this process last began one, or started itself; ms since 1970. */
  readonly begunAt: number;
}

/** What the health of a process follows from. */
export interface HealthParts {
  /** By the connection that the process works with. */
  readKinds(): Promise<readonly KindState[]>;
  /** The same by a connection that is made for it and closed again. */
  readKindsAnew(): Promise<readonly KindState[]>;
  readonly now: () => number;
}

/** Why a process does not work although it could: to start it again would help. */
export type Illness = "idle-worker" | "stuck-connection";

/** For so many ms a task may be due while this process could begin it and does not. */
export const patience = 60_000;
/** For so many ms the process's connection may be without an answer while a new one gets one. */
const connectionPatience = 30_000;

/**
 * Makes the check of whether this process is stuck while there is something to do: a task is due for a minute that it could begin and does
 * not, or its connection to Redis has been dead for half a minute while a new one works. That Redis or GitHub is down is no illness of the
 * process: to start it again would not help. Null where it is well.
 */
export function createCheckHealth({
  readKinds,
  readKindsAnew,
  now,
}: HealthParts): () => Promise<Illness | null> {
  let answeredAt = now();

  return async () => {
    const kinds = await answerOfRedis(readKinds());
    if (kinds !== null) {
      answeredAt = now();
      return kinds.some((kind) => isLeftUndone(kind, now())) ? "idle-worker" : null;
    }
    if (now() - answeredAt < connectionPatience) return null;
    const others = await answerOfRedis(readKindsAnew());
    return others?.some(({ dueSince }) => dueSince !== null) ? "stuck-connection" : null;
  };
}

function isLeftUndone({ dueSince, isFree, begunAt }: KindState, now: number): boolean {
  return dueSince !== null && isFree && now - Math.max(dueSince, begunAt) > patience;
}
