import type { Decision, JobDecision } from "../baseline/decision.ts";
import { sayDay } from "./say-day.ts";

/** Who decided, when and why. The text is foreign. */
export function sayOrigin({ origin }: Pick<Decision, "origin">): string {
  if (origin.kind === "settings") return "the settings";
  const reason = origin.reason === "" ? "" : `: ${origin.reason}`;
  return `${sayWho(origin)}${reason}`;
}

/** Who said something and when. The text is foreign. */
export function sayWho(word: Pick<JobDecision, "login" | "at"> | null): string {
  return word === null ? "somebody" : `${word.login} on ${sayDay(word.at)}`;
}
