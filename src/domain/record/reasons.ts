/** Why Harden-Runner recorded nothing for a job: each is something the action itself says, or its absence. */
export type NotRecordedReason =
  | "no-harden-runner"
  | "empty-log"
  | "log-not-available"
  | "container-job"
  | "arm-runner"
  | "ubuntu-slim-runner"
  | "unsupported-runner"
  | "self-hosted-runner"
  | "third-party-runner"
  | "actions-runner-controller"
  | "custom-vm-image"
  | "windows-runner"
  | "macos-runner"
  | "harden-runner-unavailable"
  | "agent-already-installed"
  | "skipped-by-custom-property"
  | "unknown-agent"
  /** The version that ran does not say where its record begins, so nothing in the log can be believed. */
  | "unmarked-record";

const unguardable = [
  "container-job",
  "arm-runner",
  "ubuntu-slim-runner",
  "unsupported-runner",
  "self-hosted-runner",
  "third-party-runner",
  "actions-runner-controller",
  "custom-vm-image",
  "skipped-by-custom-property",
] as const satisfies readonly NotRecordedReason[];

const unread = [
  "windows-runner",
  "macos-runner",
  "unknown-agent",
  "unmarked-record",
] as const satisfies readonly NotRecordedReason[];

/** Why a record cannot be read, though Harden-Runner may hold the job to a list where it runs. */
export type UnreadReason = (typeof unread)[number];

/** Why no list can be made for a job, however often it runs where it runs: Harden-Runner cannot hold it to one, or its record cannot be read. */
export type UnguardableReason =
  | (typeof unguardable)[number]
  | UnreadReason
  /** The repository is private, and without a subscription the agent only audits there. */
  | "subscription-required";

/** The reason as one that lasts; null where the next run may be recorded (an agent in trouble, a log that is gone). */
export function asUnguardable(reason: string | null): UnguardableReason | null {
  if (reason === "subscription-required") return reason;
  return unguardable.find((lasting) => lasting === reason) ?? asUnread(reason);
}

/** The reason as one for which the record cannot be read; null for any other. */
export function asUnread(reason: string | null): UnreadReason | null {
  return unread.find((one) => one === reason) ?? null;
}

/** Why a job may not be guarded, as far as the labels tell with which it asks for its runner. */
export type RunnerReason = (typeof labels)[number][1];

// Compared in lower case. A larger runner of GitHub's may have any name, so that of a third party counts only in the very form
// that the third party prescribes.
const labels = [
  [/^self-hosted$/, "self-hosted-runner"],
  [/^windows-(?:latest|\d{2,4})(?:-|$)/, "windows-runner"],
  [/^macos-(?:latest|\d{2,4})(?:-|$)/, "macos-runner"],
  [/^ubuntu-slim$/, "ubuntu-slim-runner"],
  [/^(?:blacksmith|buildjet)-\d{1,3}vcpu-/, "third-party-runner"],
  [/^(?:depot|nscloud|warp)-(?:ubuntu|windows|macos)-/, "third-party-runner"],
  [/^namespace-profile-/, "third-party-runner"],
  [/^ubicloud(?:-standard-|$)/, "third-party-runner"],
  [/^codebuild-.{1,200}-\d{1,15}-\d{1,5}$/, "third-party-runner"],
  [/^runs-on[=/]/, "third-party-runner"],
  [/^ubuntu-.*-arm$/, "arm-runner"],
] as const satisfies readonly (readonly [RegExp, (typeof unguardable)[number] | UnreadReason])[];

/** Labels of machines that GitHub itself hosts, and those that it proposes for larger ones. */
const githubLabel =
  /^(?:ubuntu|windows|macos)-(?:latest|slim|\d+(?:\.\d+)?)(?:-(?:arm|large|xlarge|intel|firewall|vs\d{4}|\d{1,3}-?cores?))?$/;

/** Whether a label is one of those by which GitHub's own machines are asked for. */
export function isGitHubLabel(label: string): boolean {
  return githubLabel.test(label.toLowerCase());
}

/** Why a job may not be guarded by the labels with which it asks for its runner; null where they do not tell. */
export function suspectLabels(given: readonly string[]): RunnerReason | null {
  const names = given.map((label) => label.toLowerCase());
  const found = labels.find(([pattern]) => names.some((name) => pattern.test(name)));
  return found?.[1] ?? null;
}

/**
 * The same where it is certain. Whether an ARM runner, or that of a third party, is watched depends on the owner's subscription, and
 * what Harden-Runner does on Windows and macOS on its version: the log says it.
 */
export function unguardableByLabels(given: readonly string[]): RunnerReason | null {
  const reason = suspectLabels(given);
  return reason === "self-hosted-runner" || reason === "ubuntu-slim-runner" ? reason : null;
}

/** Why a record may not be counted as complete, or may not be believed at all. */
export type IncompleteReason =
  | "ambiguous-record"
  | "no-pre-step"
  | "no-configuration"
  | "no-post-step"
  | "unpaired-record"
  | "steps-after-record"
  | "timestamps-out-of-order"
  | "agent-timed-out"
  | "agent-not-initialized"
  | "agent-reverted"
  | "unreadable-lines"
  | "record-cut"
  | "record-too-large";

/** The reasons that look as if something in the job had printed a record of its own. */
const forged: ReadonlySet<string> = new Set<IncompleteReason>([
  "ambiguous-record",
  "steps-after-record",
  "timestamps-out-of-order",
]);

/** Whether a reason tells that a record looks forged. */
export function isForged(reason: string | null): boolean {
  return reason !== null && forged.has(reason);
}

/** Why a log cannot be had, now or ever: GitHub deleted it, does not know it, or its store has nothing in its place. */
export type LogMissing = "log-expired" | "log-not-found" | "log-not-available";

/** Whether a reason tells that a job which ended has no log, where it should have one. */
export function isLogMissing(reason: string): boolean {
  return reason === "log-not-found" || reason === "log-not-available" || reason === "empty-log";
}
