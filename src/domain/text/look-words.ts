import type { Flag } from "../recommendation/recommend.ts";
import type { Entry } from "../recommendation/recommendation.ts";
import { sayOrigin } from "./say-decision.ts";
import { sayArrived } from "./sentences/misses.ts";

/** A reason to look at an endpoint before it is allowed. */
export interface Look {
  readonly flag: Flag;
  /** Foreign text, without a full stop. */
  readonly words: string;
  /** It may be an attack. */
  readonly isStrong: boolean;
}

/** The flags that deserve a look, the most urgent first. */
const order: readonly Flag[] = [
  "similar-to",
  "punycode",
  "new-after-dependency-change",
  "rare",
  "found-in-trial",
  "late-arrival",
  "newly-shared-tenant",
  "rotating-host",
  "resolved-shared-address",
  "unknown-host",
  "exfiltration-capable",
  "varies-with-cache",
  "allowed-by-hand",
];
const strong: ReadonlySet<Flag> = new Set(["similar-to", "punycode", "new-after-dependency-change", "rare"]);

type Described = Pick<Entry, "flags" | "changed" | "similarTo" | "decision" | "covers" | "sighting">;

/** Says why an entry deserves a look, the most urgent reason first. */
export function sayLooks(entry: Described): readonly Look[] {
  return order
    .filter((flag) => entry.flags.includes(flag) && !isNeedless(flag, entry))
    .map((flag) => ({ flag, words: sayLook(flag, entry), isStrong: strong.has(flag) }));
}

/** Whether a reason says nothing beside others. */
function isNeedless(flag: Flag, { flags, decision, sighting }: Described): boolean {
  // A person's word is all that stands behind what no run called.
  if (sighting.runs.size === 0 && decision !== null) return flag !== "allowed-by-hand";
  // Somebody knew of the change who allowed it after that.
  if (flag === "new-after-dependency-change") return decision !== null;
  // The one run is the rehearsal's.
  if (flag === "rare") return flags.includes("found-in-trial");
  return flag === "unknown-host" && flags.includes("similar-to");
}

/** How urgent the first of these reasons is: 0 for the most urgent, more for less. */
export function rankOf([first]: readonly Look[]): number {
  return first === undefined ? order.length : order.indexOf(first.flag);
}

function sayLook(
  flag: Flag,
  {
    changed = [],
    similarTo = "",
    decision,
    covers,
  }: Pick<Entry, "changed" | "similarTo" | "decision" | "covers">,
): string {
  switch (flag) {
    case "similar-to":
      return `looks like \`${similarTo}\``;
    case "punycode":
      return "its name uses letters of another alphabet";
    case "new-after-dependency-change":
      return sayArrived(changed);
    case "rare":
      return "seen in 1 run only";
    case "found-in-trial":
      return "only this pull request's rehearsal asked for it";
    case "late-arrival":
      return "the job did without it for at least 10 runs and 7 days";
    case "newly-shared-tenant":
      return "anyone can register a name like this, and the first runs did not call it";
    case "rotating-host":
      return `pattern for ${covers.length} names; allows every name that fits`;
    case "resolved-shared-address":
      return "perhaps not called: it shares an address with another name of the same owner";
    case "unknown-host":
      return "not a well-known service";
    case "exfiltration-capable":
      return "anyone can upload data here";
    case "varies-with-cache":
      return "not called in every run, probably because of a cache";
    case "allowed-by-hand":
      return decision === null ? "allowed by hand" : `allowed by ${sayOrigin(decision)}`;
  }
}
