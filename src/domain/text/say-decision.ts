import type { Decision } from "../baseline/decision.ts";

/** Who decided, when and why. The text is foreign. */
export function sayOrigin({ origin }: Pick<Decision, "origin">): string {
  if (origin.kind === "settings") return "the settings";
  const reason = origin.reason === "" ? "" : `: ${origin.reason}`;
  return `${origin.login}, ${origin.at.slice(0, 10)}${reason}`;
}
