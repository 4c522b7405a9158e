import { deniesAccess } from "../github/client/failure.ts";
import type { Forget } from "./tasks/forget.ts";
import type { KeptRepository } from "./tasks/task-kind.ts";

/** What a task of a repository needs to know when the App has lost the repository. */
export interface Keeping {
  /** Deletes what was learned about a repository. `askedAt` is when the App lost it, in ms since 1970. */
  forget(task: Forget, askedAt: number): Promise<void>;
  /** Whether the App lost a repository at a time, in ms since 1970, or later. */
  isForgottenSince(repositoryId: number, at: number): Promise<boolean>;
  /** Whether GitHub says that the repository is not one of its installation any more. False where GitHub does not answer. */
  isElsewhere(repository: KeptRepository): Promise<boolean>;
}

/** A task as it lies in the queue. */
export interface Queued {
  /** When it was queued, ms since 1970. */
  readonly timestamp: number;
  /** An earlier try ended without looking whether the repository is still there. */
  readonly wasBrokenOff: boolean;
}

/**
 * Works on a task unless the App lost its repository after the task was queued. Where it loses it meanwhile, or lost it before an
 * earlier try was broken off, what the task left is deleted, and neither a result nor an error is of interest any more: null. Nor is an
 * error where GitHub does not let the task in any more, as another installation has the repository, or none: webhooks tell of that, perhaps
 * later than the task finds out.
 */
export async function workWhileKept<Result>(
  repository: KeptRepository,
  { timestamp, wasBrokenOff }: Queued,
  keeping: Keeping,
  work: () => Promise<Result>,
): Promise<Result | null> {
  const { id } = repository;
  const forgetAgain = (): Promise<void> => keeping.forget({ repositoryId: id }, timestamp);
  if (await keeping.isForgottenSince(id, timestamp)) {
    // Only then: the App may have got the repository back, and have learned about it since.
    if (wasBrokenOff) await forgetAgain();
    return null;
  }
  const end = await work().then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  if (await keeping.isForgottenSince(id, timestamp)) {
    await forgetAgain();
    return null;
  }
  if (!("error" in end)) return end.result;
  if (deniesAccess(end.error) && (await keeping.isElsewhere(repository))) return null;
  throw end.error;
}
