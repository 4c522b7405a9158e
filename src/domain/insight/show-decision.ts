import type { Decision, JobDecision } from "../baseline/decision.ts";
import { cut } from "./cut.ts";
import type { ShownDecision } from "./shown-endpoint.ts";

/** A word about an endpoint as pages show it. */
export function showDecision({ kind, endpoint, origin }: Decision): ShownDecision {
  const who =
    origin.kind === "settings"
      ? { login: null, at: null, reason: "" }
      : { login: cut(origin.login), at: origin.at, reason: cut(origin.reason, 500) };
  return { kind, endpoint: cut(endpoint, 300), ...who };
}

/** A word about a job as pages show it. */
export function showJobDecision({ kind, login, at }: JobDecision): ShownDecision {
  return { kind, endpoint: null, login: cut(login), at, reason: "" };
}
