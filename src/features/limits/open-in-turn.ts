import type { OfferPlaces } from "../../adapters/queue/tasks/offer-places.ts";
import type { Places } from "../../adapters/store/places.ts";
import { isWanted, judgePlace } from "../../domain/proposal/judge-place.ts";
import {
  dayOf,
  type Hold,
  isSamePlace,
  keyOfWaiting,
  mayBeNext,
  orderWaiting,
  type PlaceKey,
  type Waiting,
} from "../../domain/proposal/waiting.ts";
import type { Repository } from "../../domain/run/repository.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { Settings } from "../../domain/settings/settings.ts";

/** With what the limits of owners and repositories are kept. */
export interface LimitTools {
  readonly places: Places;
  /** Somebody asked for it by a command, so it waits for nothing. */
  readonly isAsked: boolean;
  /** Has free places given to what waits. */
  offer(task: OfferPlaces): Promise<void>;
}

/** What is to be opened. */
export type ToOpen = {
  readonly repository: Pick<RepositoryNow, "id" | "name" | "ownerId">;
  /** The same, for what has it tried again. */
  readonly named: Repository;
  readonly settings: Settings;
  /** What it is about, by which it is the same each time: a workflow file, or what an issue is known by. */
  readonly about: string;
  /** What has more of it goes first. */
  readonly rank: number;
  /** It cannot wait. It counts all the same. */
  readonly isUrgent: boolean;
  /** It is not opened where the settings want no pull requests. */
  readonly isProposal: boolean;
} & (
  | { readonly kind: "issue" }
  | {
      readonly kind: "pull-request";
      /** How many of the bot's pull requests are open in the repository. */
      countOpen(): Promise<number>;
      /** Has it tried again soon, as another one is being opened in the repository. */
      tryAgain(): Promise<void>;
    }
);

/** So long no other pull request is opened in a repository after a process was killed that was at it, in ms. */
const longestOpening = 5 * 60_000;

/**
 * Opens something when it is its turn, by the limits of the settings; else notes that it waits, and says what for. A place is the
 * thing's for the day: whoever was broken off finds it again. @throws what `open`, GitHub or the store answered with
 */
export async function openInTurn<Result>(
  asked: ToOpen,
  limits: LimitTools | null,
  open: () => Promise<{ readonly result: Result; readonly isOpened: boolean }>,
): Promise<{ readonly result: Result } | { readonly hold: Hold }> {
  if (limits === null) return open();
  const { places } = limits;
  const { repository, named, settings, kind, about, rank } = asked;
  const { ownerId } = repository;
  const now = Date.now();
  const day = dayOf(now);
  const key: PlaceKey = { kind, repositoryId: repository.id, about };
  const most = kind === "issue" ? settings.perDay.issues : settings.perDay.pullRequests;
  const hold = await takeOrWait();
  if (hold !== null) return { hold };
  try {
    const opened = await open();
    await places.stopWaiting(ownerId, key);
    if (opened.isOpened) await places.use(ownerId, day.name, key);
    else {
      await places.giveBack(ownerId, day.name, key);
      await passOn();
    }
    return opened;
  } finally {
    await leave();
  }

  async function leave(): Promise<void> {
    if (kind === "pull-request") await places.leave(repository.id, about);
  }

  /** Null where it may be opened now. */
  async function takeOrWait(): Promise<Hold | null> {
    const isFree = limits?.isAsked === true || (asked.isUrgent && isAllowed());
    if (isFree) {
      await places.take(ownerId, day.name, key, null);
      return null;
    }
    if (!isAllowed()) return wait({ why: "not-wanted", until: null });
    if (asked.kind === "issue") return judge();
    if (!(await places.enter(repository.id, about, longestOpening))) {
      await asked.tryAgain();
      return { why: "open-at-most", until: null };
    }
    const answer = await judge();
    if (answer !== null) await leave();
    return answer;
  }

  function isAllowed(): boolean {
    return !asked.isProposal || isWanted(settings, repository.name);
  }

  async function judge(): Promise<Hold | null> {
    const taken = await places.listTaken(ownerId, day.name, kind);
    if (taken.some((one) => isSamePlace(one, key))) return null;
    if (asked.kind === "pull-request") {
      const today = taken.filter(({ repositoryId }) => repositoryId === repository.id).length;
      const hold = judgePlace(settings, { open: await asked.countOpen(), today }, now);
      if (hold !== null) return wait(hold);
    }
    const ofOwner: Hold = { why: "owner-per-day", until: day.end };
    await places.wait(ownerId, waiting(ofOwner));
    const free = most - taken.length;
    const order = orderWaiting(await listNext(), taken, now);
    const rankNow = order.findIndex((one) => isSamePlace(keyOfWaiting(one), key));
    if (rankNow < free && (await places.take(ownerId, day.name, key, most))) return null;
    if (free > 0) await offer(null);
    await offer(day.end);
    return ofOwner;
  }

  async function wait(hold: Hold): Promise<Hold> {
    await places.wait(ownerId, waiting(hold));
    if (hold.until !== null) await offer(hold.until);
    await passOn();
    return hold;
  }

  function waiting(hold: Hold): Waiting {
    return { kind, repository: named, about, rank, since: now, at: now, hold, offeredAt: null };
  }

  async function listNext(): Promise<readonly Waiting[]> {
    return (await places.listWaiting(ownerId)).filter((one) => one.kind === kind && mayBeNext(one, now));
  }

  /** It does not use a free place, so somebody else may. */
  async function passOn(): Promise<void> {
    if ((await listNext()).length === 0) return;
    if ((await places.listTaken(ownerId, day.name, kind)).length < most) await offer(null);
  }

  async function offer(at: number | null): Promise<void> {
    await limits?.offer({ repository: named, ownerId, because: "place", at });
  }
}

/** Notes that something does not wait any more, as there is nothing to open. @throws what the store or the queue answered with */
export async function stopWaiting(
  {
    repository: { id, ownerId },
    named,
    kind,
    about,
  }: Pick<ToOpen, "repository" | "named" | "kind" | "about">,
  { places, offer }: LimitTools,
): Promise<void> {
  if (!(await places.stopWaiting(ownerId, { kind, repositoryId: id, about }))) return;
  if ((await places.listWaiting(ownerId)).length === 0) return;
  await offer({ repository: named, ownerId, because: "place", at: null });
}
