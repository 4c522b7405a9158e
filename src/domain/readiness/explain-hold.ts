import type { Hold } from "../recommendation/recommendation.ts";
import { holdWords } from "../text/sentences/holds.ts";
import type { Reason } from "./gate.ts";

/** Why a list cannot be relied on, and what would change that, for people. */
export function explainHold(hold: Hold): Reason {
  const { code, endpoint } = hold;
  switch (code) {
    case "rotating-host-without-pattern":
      return { code, ...holdWords[code](endpoint, hold.isForbidden) };
    case "denied-name-in-pattern":
      return { code, ...holdWords[code](endpoint, hold.denied) };
    case "masked-name":
    case "address-without-name":
    case "wildcard-not-confirmed":
    case "host-unanswered":
      return { code, ...holdWords[code](endpoint) };
  }
}
