import type { Hold } from "../recommendation/recommendation.ts";
import type { Reason } from "./gate.ts";

/** Why a list cannot be relied on, and what would change that, for people. */
export function explainHold(hold: Hold): Reason {
  const { code, endpoint } = hold;
  switch (code) {
    case "address-without-name":
      return {
        code,
        message: `${endpoint} was called without a name; block mode cannot allow an address`,
        lift: "the job calls it by a name until the call has left the window, or `/egress propose JOB`",
      };
    case "rotating-host-without-pattern":
      return {
        code,
        message: hold.isForbidden
          ? `${endpoint} and its siblings change from run to run, and the settings allow no wildcard`
          : `${endpoint} and its siblings change from run to run, and any wildcard for them would let strangers in`,
        lift: hold.isForbidden
          ? "`wildcards: ask` in the settings, or `/egress allow NAME REASON` for each name if they are few"
          : "`/egress allow NAME REASON` for each name if they are few",
      };
    case "wildcard-not-confirmed":
      return {
        code,
        message: `${endpoint} stands for names that change from run to run, and nobody has confirmed the pattern`,
        lift: `\`/egress allow ${endpoint} REASON\`, or \`/egress propose JOB\``,
      };
    case "denied-name-in-pattern":
      return {
        code,
        message: `${endpoint} would let through ${hold.denied}, which was denied`,
        lift: `\`/egress allow ${hold.denied} REASON\`, or \`/egress deny ${endpoint}\``,
      };
    case "host-unanswered":
      return {
        code,
        message: `no resolver said whether ${endpoint} resolves, and one name that does not turns all blocking off`,
        lift: "an answer, which the next look asks for",
      };
  }
}
