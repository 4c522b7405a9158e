import { isChosen } from "../settings/repository-patterns.ts";
import { nextOpening } from "../settings/schedule.ts";
import type { Settings } from "../settings/settings.ts";
import { dayOf, type Hold } from "./waiting.ts";

/** How things stand in a repository. */
export interface PlacesHere {
  /** The bot's pull requests that are open. */
  readonly open: number;
  /** Those it opened today. */
  readonly today: number;
}

/** Whether the settings let a repository get pull requests without being asked for. */
export function isWanted(settings: Pick<Settings, "propose" | "repositories">, name: string): boolean {
  return settings.propose && isChosen(settings.repositories, name);
}

/** What the settings of a repository hold a new pull request back for; null for nothing. `now` is in ms since 1970. */
export function judgePlace(
  { pullRequest }: Pick<Settings, "pullRequest">,
  { open, today }: PlacesHere,
  now: number,
): Hold | null {
  const { openAtMost, perDay, schedule } = pullRequest;
  if (open >= openAtMost) return { why: "open-at-most", until: null };
  if (today >= perDay) return { why: "per-day", until: dayOf(now).end };
  const opening = nextOpening(schedule, now);
  return opening > now ? { why: "schedule", until: opening } : null;
}
