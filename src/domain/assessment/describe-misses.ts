import type { Miss, MissVerdict } from "../baseline/misses.ts";
import type { Obstacle } from "./job-assessment.ts";

/** The code of a miss that is to be repaired. */
export const repairCode = "endpoint-missing";

/** The code of each kind of miss. */
const codes: Readonly<Record<MissVerdict, string>> = {
  repair: repairCode,
  waiting: "endpoint-refused",
  suspicious: "refused-suspicious",
  unproven: "refused-unproven",
  listed: "refused-though-listed",
  address: "address-dropped",
  unlistable: "refused-unlistable",
  blocklisted: "refused-blocklisted",
  denied: "refused-denied",
};

// The gravest first; what somebody denied is as it should be.
const order = Object.keys(codes) as readonly MissVerdict[];

/**
 * Says what block mode refused a job, the gravest first. What somebody denied is not worth a word. `findObstacle` says what speaks
 * against an entry that is needed.
 */
export function describeMisses(
  misses: readonly Miss[],
  findObstacle: (endpoint: string) => string | null,
): readonly Obstacle[] {
  return [...misses]
    .filter(({ verdict }) => verdict !== "denied")
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map((miss) => describeMiss(miss, findObstacle(miss.endpoint)));
}

function describeMiss(miss: Miss, obstacle: string | null): Obstacle {
  const { endpoint, verdict } = miss;
  const code = codes[verdict];
  const refused = `${endpoint} was refused ${countRuns(miss)}`;
  const byHand = `\`/egress allow ${endpoint} REASON\` on my pull request of the file, if it is right`;
  switch (verdict) {
    case "repair":
      return obstacle === null
        ? { code, message: `${refused}${sayWhy(miss)}`, lift: "merging the repair" }
        : { code, message: `${refused}${sayWhy(miss)}, and cannot be proposed: ${obstacle}` };
    case "waiting":
      return {
        code,
        message: refused,
        lift: "nothing yet: it is proposed when it fails a job, or the third time",
      };
    case "suspicious":
      return {
        code,
        message: `${refused}, for the first time right after ${nameChanges(miss.changed)} changed: it may be the attack that the list is for`,
        lift: byHand,
      };
    case "unproven":
      return { code, message: `${refused}, all of pull requests, forks or bots`, lift: byHand };
    case "listed":
      return {
        code,
        message: `${refused} although the list has it, so no list helps: the name's address may have rotated, a pattern may be listed with a second port, or the address was called without its name`,
      };
    case "address":
      return {
        code,
        message: `the address ${endpoint} was dropped ${countRuns(miss)}: a list takes names only`,
        lift: "calling it by its name",
      };
    case "unlistable":
      return { code, message: `${refused}: a list can only hold public names and TCP` };
    case "blocklisted":
      return {
        code,
        message: `${refused}: StepSecurity's global block list has it, so look at what wanted it`,
      };
    case "denied":
      return { code, message: `${refused}, as somebody denied it` };
  }
}

function sayWhy({ movedFrom, seenIn }: Miss): string {
  const moved = movedFrom === null ? "" : `; it took the place of ${movedFrom}`;
  return seenIn === null ? moved : `${moved}, which this job lists too`;
}

/** In how many runs, and in how many of them the job failed. */
function countRuns({ runs, failed, seenIn }: Miss): string {
  const all = `in ${runs.size} ${runs.size === 1 ? "run" : "runs"}`;
  const some =
    failed.size === 0 ? "" : failed.size === runs.size ? " that failed" : `, ${failed.size} of which failed`;
  return `${all}${some}${seenIn === null ? "" : ` of the job ${seenIn}`}`;
}

/** What changed, the first of it by name. Foreign text. */
function nameChanges(changed: readonly string[]): string {
  const [first = "a dependency or an action", ...others] = changed.map((name) =>
    name.replace(/ [0-9a-f]{40,64}$/, ""),
  );
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
