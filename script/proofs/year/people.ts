import type { Decision } from "../../../src/domain/baseline/decision.ts";
import { between, type Random } from "../readiness/random.ts";
import { dateOf } from "./observe.ts";

/** How long people take, in days: to merge what hurries, what does not, and to answer for what is suspicious or does no harm. */
const patience = { repair: [0.05, 0.5], other: [0.5, 3], word: [0.5, 2] } as const;

/** When people merge a pull request that was opened at a day. */
export function mergeDay(day: number, isRepair: boolean, random: Random): number {
  const [low, high] = isRepair ? patience.repair : patience.other;
  return day + between(random, low, high);
}

/** When somebody has looked at a host that was refused at a day, and that waits for a word. */
export function wordDay(day: number, random: Random): number {
  return day + between(random, ...patience.word);
}

/** Once in so many days somebody takes out of the lists what the bot only names: what people allowed and nothing calls any more. */
export const daysBetweenTidying = 90;

/** `/egress allow HOST REASON`, in answer to the refusals of some jobs. */
export function allowed(
  endpoint: string,
  day: number,
  jobs: readonly string[],
  login = "maintainer",
): Decision {
  return {
    kind: "allow",
    endpoint,
    jobs,
    origin: { kind: "person", login, at: dateOf(day), reason: "the new version needs it" },
  };
}

/** `/egress deny HOST`. */
export function denied(endpoint: string, day: number): Decision {
  const origin = { kind: "person", login: "maintainer", at: dateOf(day), reason: "" } as const;
  return { kind: "deny", endpoint, origin };
}
