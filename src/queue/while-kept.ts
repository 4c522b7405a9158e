import type { Repository } from "./task.ts";

/** What a task of a repository needs to know when the App has lost the repository. */
export interface Keeping {
  /** Deletes what was learned about a repository. `askedAt` is when the App lost it, in ms since 1970. */
  forget(task: { readonly repositoryId: number }, askedAt: number): Promise<void>;
  /** Whether the App lost a repository at a time, in ms since 1970, or later. */
  isForgottenSince(repositoryId: number, at: number): Promise<boolean>;
}

/** A task as it lies in the queue. */
export interface Queued {
  /** When it was queued, ms since 1970. */
  readonly timestamp: number;
  /** How often it was begun, with this time. */
  readonly attemptsStarted: number;
}

/**
 * Works on a task unless the App lost its repository after the task was queued. Where it loses it meanwhile, or lost it before an
 * earlier try was over, what the task left is deleted, and an error is of no interest any more.
 */
export async function workWhileKept(
  { id }: Pick<Repository, "id">,
  { timestamp, attemptsStarted }: Queued,
  keeping: Keeping,
  work: () => Promise<void>,
): Promise<void> {
  const forgetAgain = (): Promise<void> => keeping.forget({ repositoryId: id }, timestamp);
  if (await keeping.isForgottenSince(id, timestamp)) {
    if (attemptsStarted > 1) await forgetAgain();
    return;
  }
  const failure = await work().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  if (await keeping.isForgottenSince(id, timestamp)) return forgetAgain();
  if (failure !== null) throw failure.error;
}
