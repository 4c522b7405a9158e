import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { isOwnerRepository } from "../../adapters/github/repositories/owner-repository.ts";
import type { DashboardTask } from "../../adapters/queue/tasks/dashboard.ts";
import type { OfferPlaces } from "../../adapters/queue/tasks/offer-places.ts";
import type { Propose } from "../../adapters/queue/tasks/propose.ts";
import type { ReportTask } from "../../adapters/queue/tasks/report.ts";
import type { Store } from "../../adapters/store/store.ts";
import {
  dayOf,
  isLost,
  isOffered,
  issueAbout,
  keyOfWaiting,
  lineOfAbout,
  mayBeNext,
  type Opened,
  orderWaiting,
  type Waiting,
} from "../../domain/proposal/waiting.ts";
import { isChosen } from "../../domain/settings/repository-patterns.ts";
import type { Settings } from "../../domain/settings/settings.ts";
import { readSettings } from "../look/read-settings.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "places" | "settings" | "forgotten">;
  propose(task: Propose): Promise<void>;
  report(task: ReportTask): Promise<void>;
  dashboard(task: DashboardTask): Promise<void>;
  offer(task: OfferPlaces): Promise<void>;
}

/**
 * Has as many of what waits looked at as the owner's day has free places, those whose turn it is. Whatever they find then counts: one that
 * does not need its place passes it on. @throws what GitHub, the store or the queue answered with
 */
export async function offerPlaces(task: OfferPlaces, tools: Tools): Promise<void> {
  const { octokit, store, propose, report, dashboard, offer } = tools;
  const { places, forgotten } = store;
  const { ownerId } = task;
  const now = Date.now();
  const day = dayOf(now);
  const { settings } = await readSettings(task.repository, { octokit, store });
  const waiting: Waiting[] = [];
  for (const one of await places.listWaiting(ownerId)) {
    if (isLost(one, now) || (await forgotten.isForgottenSince(one.repository.id, one.at)))
      await places.stopWaiting(ownerId, keyOfWaiting(one));
    else if (mayBeNext(one, now) || isReleased(one, task, settings)) waiting.push(one);
  }
  await offerAll("pull-request", settings.perDay.pullRequests);
  await offerAll("issue", settings.perDay.issues);

  async function offerAll(kind: Opened, most: number): Promise<void> {
    const taken = await places.listTaken(ownerId, day.name, kind);
    const ofKind = waiting.filter((one) => one.kind === kind);
    const free = Math.max(0, most - taken.length);
    const next = orderWaiting(ofKind, taken, now).slice(0, free);
    for (const one of next.filter((each) => !isOffered(each, now))) await offerOne(one);
    // What was released and is not looked at now waits for a place like the others.
    for (const one of ofKind.filter((each) => !next.includes(each) && !mayBeNext(each, now)))
      await places.changeWaiting(ownerId, { ...one, hold: { why: "owner-per-day", until: day.end } });
    if (ofKind.length > free) await offer({ ...task, because: "place", at: day.end });
  }

  async function offerOne(one: Waiting): Promise<void> {
    const { repository, about } = one;
    const hold = { why: "owner-per-day", until: day.end } as const;
    // Meanwhile it may have been opened.
    if (!(await places.changeWaiting(ownerId, { ...one, hold, offeredAt: now }))) return;
    if (about === issueAbout.dashboard) return dashboard({ repository, at: null });
    if (about.startsWith(`${issueAbout.alarms} `)) return report({ repository });
    return propose({ repository, path: lineOfAbout(about) });
  }
}

/** Whether what kept something from being opened may be gone by what the task is about. */
function isReleased({ repository, hold }: Waiting, task: OfferPlaces, settings: Settings): boolean {
  const isHere = repository.id === task.repository.id;
  switch (task.because) {
    case "place":
      return false;
    case "closed":
      return isHere && hold.why === "open-at-most";
    case "settings":
      // Any of them may say something else now; of an owner's it is known for whom.
      return (
        isHere || (isOwnerRepository(task.repository) && isChosen(settings.repositories, repository.name))
      );
  }
}
