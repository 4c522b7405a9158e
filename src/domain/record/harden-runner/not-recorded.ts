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
  | "skipped-by-custom-property";

// The beginnings of the action's own messages (action v2.2x: `common.ts`, `setup.ts`, `cleanup.ts`). The action stops at
// the first that applies, so the first one found in a log is the cause.
const messages: readonly (readonly [string, NotRecordedReason])[] = [
  ["Skipping harden-runner: custom property", "skipped-by-custom-property"],
  ["This job is running in a container.", "container-job"],
  ["This job is running on an ubuntu-slim runner.", "ubuntu-slim-runner"],
  ["ARM runners are not supported", "arm-runner"],
  ["Windows ARM runners are not yet supported", "arm-runner"],
  ["This job is not running in a GitHub Actions Hosted Runner.", "unsupported-runner"],
  ["[!] Workflow is currently being executed in ARC based runner.", "actions-runner-controller"],
  ["This job is running on a custom VM image with Harden Runner installed", "custom-vm-image"],
  ["This job is running on a self-hosted runner.", "self-hosted-runner"],
  [
    "Sorry, we are currently experiencing issues with the Harden Runner installation process",
    "harden-runner-unavailable",
  ],
  ["Agent already installed, skipping installation", "agent-already-installed"],
  ["Post step already executed, skipping", "agent-already-installed"],
  ["macAgentLog:", "macos-runner"],
  ["macOS cleanup:", "macos-runner"],
  ["😭 macos agent", "macos-runner"],
  ["Installing Windows Agent...", "windows-runner"],
  ["Windows cleanup:", "windows-runner"],
  ["stopping windows agent process...", "windows-runner"],
];
const thirdParty = /^Detected \w{1,40} runner (?:environment|on )/;

/** The reason a line of the action's pre or post step gives for not recording; null for every other line. */
export function readNotRecordedReason(text: string): NotRecordedReason | null {
  const found = messages.find(([beginning]) => text.startsWith(beginning));
  if (found !== undefined) return found[1];
  return thirdParty.test(text) ? "third-party-runner" : null;
}

const unguardable = [
  "container-job",
  "arm-runner",
  "ubuntu-slim-runner",
  "unsupported-runner",
  "self-hosted-runner",
  "third-party-runner",
  "actions-runner-controller",
  "custom-vm-image",
  "windows-runner",
  "macos-runner",
  "skipped-by-custom-property",
] as const satisfies readonly NotRecordedReason[];

/** Why Harden-Runner cannot hold a job to a list, however often it runs where it runs. */
export type UnguardableReason =
  | (typeof unguardable)[number]
  /** The repository is private, and without a subscription the agent only audits there. */
  | "subscription-required";

/** The reason as one that lasts; null where the next run may be recorded (an agent in trouble, a log that is gone). */
export function asUnguardable(reason: string | null): UnguardableReason | null {
  if (reason === "subscription-required") return reason;
  return unguardable.find((lasting) => lasting === reason) ?? null;
}

// Compared in lower case. A larger runner of GitHub's may have any name, so that of a third party counts only in the very form
// that the third party prescribes. Whether an ARM runner is watched depends on the owner's subscription: the log says it.
const labels: readonly (readonly [RegExp, (typeof unguardable)[number]])[] = [
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
];

/** Why a job cannot be guarded by the labels with which it asked for its runner; null where they do not tell. */
export function unguardableByLabels(given: readonly string[]): (typeof unguardable)[number] | null {
  const names = given.map((label) => label.toLowerCase());
  const found = labels.find(([pattern]) => names.some((name) => pattern.test(name)));
  return found?.[1] ?? null;
}
