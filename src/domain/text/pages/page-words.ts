import type { JobState } from "../../assessment/job-assessment.ts";
import type { Mark, PolicyOutput, ShownGate } from "../../insight/job-page.ts";
import type { OwnerGroup } from "../../insight/owner-page.ts";
import type { JobLine } from "../../insight/repository-page.ts";
import type { CalledEndpoint } from "../../insight/run-page.ts";
import type { ShownDecision, ShownEndpoint } from "../../insight/shown-endpoint.ts";
import type { ShownEnforcement, ShownRun } from "../../insight/shown-run.ts";
import { stateNames } from "../words.ts";
import type { Problem } from "./frame.ts";

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

/** Where a run that teaches nothing is from. */
export function sayFrom({ source, branch }: Pick<ShownRun, "source" | "branch">): string {
  return branch === null ? sourceWords[source] : `branch ${branch}`;
}

/** Of an endpoint that no run called that teaches the list. */
export const onlyStrangers = "called only by runs that teach nothing";

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
  "list-too-young": "Quiet enough for a list of its length",
  "risk-too-high": "Runs that may call something else",
  "step-never-executed": "Every step has run",
  "leg-unseen": "Every leg was seen",
  "leg-seen-once": "Every leg was seen twice",
  "event-unseen": "Every event was seen",
  "event-seen-once": "Every event was seen twice",
};

/** How far a gate is, in numbers. */
export function sayProgress({ have, need, unit }: NonNullable<ShownGate["progress"]>): string {
  if (unit === "percent") return `${have} %, at most ${need} %`;
  return have < need ? `${have} of ${need} ${unit}` : `${have} ${unit}, ${need} needed`;
}

export const markWords: Readonly<Record<Mark["kind"], string>> = {
  proposed: "Proposed",
  blocked: "List came into force",
  repaired: "Endpoint added",
  trimmed: "Endpoint removed",
  returned: "Back to audit mode",
};

export const outputWords: Readonly<
  Record<PolicyOutput["kind"], { readonly name: string; readonly hint: string }>
> = {
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

export const groupWords: Readonly<
  Record<JobLine["group"], { readonly name: string; readonly short: string; readonly empty: string }>
> = {
  "needs-you": { name: "Needs you", short: "need you", empty: "Nothing waits for a person." },
  blocking: { name: "Blocking", short: "blocking", empty: "No job blocks yet." },
  waiting: { name: "Learning", short: "learning", empty: "No job is being learned." },
  "left-alone": { name: "Left alone", short: "left alone", empty: "" },
};

/** Of a group of which every job stands in the group that needs people. */
export const noneBeside = "None beside those that need you.";

export const cellWords: Readonly<Record<JobLine["strip"][number]["cell"], string>> = {
  blocked: "held to the list",
  recorded: "recorded only",
  fresh: "something new",
  refused: "something refused",
  failed: "failed",
  unknown: "no record",
};

export const ownerGroupWords: Readonly<Record<OwnerGroup, string>> = {
  "needs-you": "Needs people",
  blocking: "Blocking",
  proposed: "Proposed",
  learning: "Learning",
  "not-enforced": "Not enforced",
  "left-alone": "Left alone",
};

export const resultWords: Readonly<Record<CalledEndpoint["result"], string>> = {
  called: "",
  shared: "shares its address with another name",
  "by-itself": "allowed without a list",
  address: "called without a name",
  refused: "refused",
  "listed-refused": "refused although the list has it",
};

/** How a leg was held to its list. */
export const legWords: Readonly<Record<string, string>> = {
  audit: "recorded only: the job does not block",
  enforced: "held to the list",
  unknown: "not known whether it was held to a list",
  died: "cut off, so not known whether it was held to a list",
};

export const problemWords: Readonly<Record<Problem, { readonly title: string; readonly text: string }>> = {
  github: {
    title: "GitHub does not answer",
    text: "This page asks GitHub what you may read. Try again in a minute.",
  },
  "github-limit": {
    title: "GitHub's limit is reached",
    text: "GitHub takes no more questions for you this hour. Try again later.",
  },
  "too-many-requests": { title: "Too many requests", text: "Wait a minute, then try again." },
  "sign-in": {
    title: "You are not signed in",
    text: "Signing in with GitHub failed or was cancelled. Go to the first page to try again.",
  },
  form: {
    title: "This form is too old",
    text: "It was sent by a session that has ended, or did not come from this site. Go back, reload the page and send it again. Nothing was changed.",
  },
  reason: { title: "Something is missing", text: "Go back and complete the form. Nothing was changed." },
  "not-a-writer": {
    title: "You may not change this",
    text: "It needs write access to the repository, and the repository must not be archived. Nothing was changed.",
  },
  internal: { title: "Something went wrong", text: "It is in the bot's log. Try again in a minute." },
};
