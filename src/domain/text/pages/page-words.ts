import type { Mark, PolicyOutput, ShownGate } from "../../insight/job-page.ts";
import type { ownerStates } from "../../insight/owner-page.ts";
import type { JobLine } from "../../insight/repository-page.ts";
import type { ShownDecision, ShownEndpoint } from "../../insight/shown-endpoint.ts";
import type { ShownEnforcement, ShownRun } from "../../insight/shown-run.ts";
import type { JobState } from "../../assessment/job-assessment.ts";

import { stateNames } from "../words.ts";

export const pageTitles = {
  welcome: "Egress insights",
  home: "Your owners",
  "not-found": "Not found",
  problem: "This did not work",
  run: (run: number, repository: string): string => `Run ${run} · ${repository}`,
  runName: (run: number): string => `run ${run}`,
} as const;

/** How a job stands, and in which of four tones that is shown. */
export type Tone = "good" | "bad" | "busy" | "quiet";

const tones: Readonly<Record<JobState | "proposed", Tone>> = {
  "not-guarded": "quiet",
  enforced: "good",
  unproven: "good",
  failing: "bad",
  "not-enforced": "bad",
  missing: "bad",
  returning: "busy",
  learning: "busy",
  settling: "busy",
  held: "bad",
  ready: "busy",
  proposed: "busy",
  refused: "bad",
  outdated: "busy",
  ignored: "quiet",
  unguardable: "quiet",
};
/** The sign that stands before the word, so that no colour is needed to tell them apart. */
const signs: Readonly<Record<Tone, string>> = { good: "✓", bad: "!", busy: "…", quiet: "–" };

export interface StateView {
  readonly name: string;
  readonly tone: Tone;
  readonly sign: string;
}

/** A job's state as a label; an unknown one is shown as it is. */
export function sayState(state: string | null): StateView {
  if (state === null) return { name: "workflow file not at hand", tone: "quiet", sign: signs.quiet };
  const known = Object.entries(tones).find(([name]) => name === state);
  const tone = known?.[1] ?? "quiet";
  const name = state === "proposed" ? "proposed" : (stateNames[state as JobState] ?? state);
  return { name, tone, sign: signs[tone] };
}

export const sourceWords: Readonly<Record<ShownRun["source"], string>> = {
  "default-branch": "default branch",
  "pull-request": "pull requests",
  trial: "trial of the list in the bot's pull request",
  untrusted: "forks, bots and other branches",
};

export const enforcementWords: Readonly<Record<ShownEnforcement, string>> = {
  enforced: "held to the list",
  mixed: "some legs held to the list",
  "not-enforced": "not held to the list",
  audit: "recorded only",
  unknown: "not known",
};

export const gateNames: Readonly<Record<string, string>> = {
  "too-few-runs": "Complete runs",
  "too-few-quiet-runs": "Runs without anything new",
  "too-few-days": "Days of history",
  "list-too-young": "Days without anything new",
  "risk-too-high": "Runs that may call something else",
  "step-never-executed": "Every step has run",
  "leg-unseen": "Every leg was seen",
  "leg-seen-once": "Every leg was seen twice",
  "event-unseen": "Every event was seen",
  "event-seen-once": "Every event was seen twice",
};

/** How far a gate is, in numbers. */
export function sayProgress({ have, need, unit }: NonNullable<ShownGate["progress"]>): string {
  return unit === "percent" ? `${have} %, at most ${need} %` : `${have} of ${need} ${unit}`;
}

export const markWords: Readonly<Record<Mark["kind"], string>> = {
  proposed: "Proposed",
  blocked: "List came into force",
  repaired: "Endpoint added",
  trimmed: "Endpoint removed",
  returned: "Back to audit mode",
};

export const outputWords: Readonly<Record<PolicyOutput["kind"], { readonly name: string; readonly hint: string }>> = {
  "workflow-step": {
    name: "Workflow file",
    hint: "Inputs of the Harden-Runner step.",
  },
  "policy-store": {
    name: "Policy Store",
    hint: "The policy as StepSecurity's Policy Store takes it.",
  },
  lines: { name: "One entry a line", hint: "For any other tool." },
};

export const needWords: Readonly<Record<ShownEndpoint["need"], string>> = {
  refused: "refused",
  suspicious: "refused, and may be an attack",
  waiting: "waits for your word",
  look: "look at it",
  none: "",
};

export const decisionWords: Readonly<Record<ShownDecision["kind"], string>> = {
  allow: "allowed",
  deny: "denied",
  ignore: "leave the job alone",
  audit: "keep the job in audit mode",
  propose: "propose the job now",
};

export const groupWords: Readonly<Record<JobLine["group"], { readonly name: string; readonly empty: string }>> = {
  "needs-you": { name: "Needs you", empty: "Nothing waits for a person." },
  blocking: { name: "Blocking", empty: "No job blocks yet." },
  waiting: { name: "Learning", empty: "No job is being learned." },
  "left-alone": { name: "Left alone", empty: "" },
};

export const cellWords: Readonly<Record<JobLine["strip"][number]["cell"], string>> = {
  blocked: "held to the list",
  recorded: "recorded only",
  fresh: "something new",
  refused: "something refused",
  failed: "failed",
  unknown: "no record",
};

export const ownerStateWords: Readonly<Record<(typeof ownerStates)[number], string>> = {
  blocking: "Blocking",
  proposed: "Proposed",
  learning: "Learning",
  "not-enforced": "Not enforced",
  "needs-you": "Needs you",
  "left-alone": "Left alone",
};
