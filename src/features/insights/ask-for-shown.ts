import { type MayRead, type Taken, takeReadable } from "../../domain/insight/take-readable.ts";

/** What of an owner's repositories the viewer may read, as GitHub says it. */
export interface OwnerAccess {
  /** The ids of all; null where they are too many for a list. */
  list(): Promise<ReadonlySet<number> | null>;
  /** Which of some, a hundred at most, may be read. Each costs a call to GitHub, unless its answer is known. */
  ask(ids: readonly number[]): Promise<ReadonlySet<number>>;
}

/** Repositories that may be asked about at once. */
const idsPerCall = 100;
/** With each call, so many times as many as lists lack. */
const timesOfCall = [1, 1, 2, 4];

/**
 * Asks about the repositories that some lists show: where all of these may be read, about no others. In the place of those that may not, as
 * many others are asked about; where the viewer may read few, more with each call. Lists stay short where that is too much for one page.
 * @throws what GitHub answered with
 */
export async function askForShown(
  lists: readonly Taken<{ readonly repositoryId: number }>[],
  { ask }: Pick<OwnerAccess, "ask">,
): Promise<MayRead> {
  const answers = new Map<number, boolean>();
  const mayRead: MayRead = (repositoryId) => answers.get(repositoryId);
  for (const times of timesOfCall) {
    const unknown = new Set(lists.flatMap((list) => listUnknown(list, mayRead, times)));
    const ids = [...unknown].slice(0, idsPerCall);
    if (ids.length === 0) break;
    const readable = await ask(ids);
    for (const id of ids) answers.set(id, readable.has(id));
  }
  return mayRead;
}

/** So many times as many as the list lacks; none where it is full. */
function listUnknown(
  { of, most }: Taken<{ readonly repositoryId: number }>,
  mayRead: MayRead,
  times: number,
): readonly number[] {
  const { found } = takeReadable({ of, most }, mayRead);
  const lacking = most - found.length;
  return takeReadable({ of, most: found.length + lacking * times }, mayRead).unknown;
}
