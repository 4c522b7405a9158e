/** Why no list can be made for a job, by the code of the reason. */
export const unguardableWords = {
  "windows-runner": "it runs on Windows, where I cannot read what Harden-Runner records",
  "macos-runner": "it runs on macOS, where I cannot read what Harden-Runner records",
  "unknown-agent":
    "its record comes from Harden-Runner's enterprise agent, an unknown agent whose format I cannot read",
  "unmarked-record":
    "it ran with a Harden-Runner below v2.9.1, which does not mark its record in the log, so I cannot tell it from other output",
  "container-job": "it runs in a container, which Harden-Runner does not watch",
  "ubuntu-slim-runner": "it runs on an ubuntu-slim runner, which Harden-Runner does not watch",
  "arm-runner": "it runs on an ARM runner that Harden-Runner does not watch",
  "unsupported-runner": "it runs on a runner that Harden-Runner does not support",
  "self-hosted-runner": "it runs on a self-hosted runner, where Harden-Runner leaves no record in the log",
  "third-party-runner":
    "it runs on a third party's runner, where Harden-Runner is installed only in StepSecurity's enterprise tier",
  "actions-runner-controller":
    "it runs on Actions Runner Controller, where Harden-Runner leaves no record in the log",
  "custom-vm-image":
    "it runs on a custom image that has Harden-Runner installed, which leaves no record in the log",
  "skipped-by-custom-property": "a custom property of the repository turns Harden-Runner off",
  "subscription-required":
    "the repository is private, where Harden-Runner only records without a subscription",
} as const;

/** What would let a list be made where the record cannot be read. `since` is the release that first blocks on Windows and macOS. */
export function sayUnreadLift(since: string): string {
  return `a list that you write yourself; on Windows and macOS Harden-Runner enforces it from ${since} on`;
}

/** Why Harden-Runner did not watch a job that is to block, where the version of Harden-Runner decides. */
export function sayOlderVersion(reason: "windows-runner" | "macos-runner", since: string): string {
  return `it runs on ${reason === "windows-runner" ? "Windows" : "macOS"}, where Harden-Runner blocks from ${since} on`;
}

/** The same for a job with several legs: the first leg's reason, and how many other reasons there are. */
export function sayUnguardable(reason: keyof typeof unguardableWords, others: number): string {
  const more = others === 0 ? "" : ` (and ${others} more causes in other legs)`;
  return `${unguardableWords[reason]}${more}`;
}
