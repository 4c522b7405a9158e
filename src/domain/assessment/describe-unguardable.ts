import type { UnguardedLeg } from "../baseline/unguarded-legs.ts";
import type { UnguardableReason } from "../record/reasons.ts";
import type { Obstacle } from "./job-assessment.ts";

/** Why Harden-Runner cannot hold a job to a list, for people. */
export const unguardableWords: Readonly<Record<UnguardableReason, string>> = {
  "windows-runner": "it runs on Windows, where Harden-Runner only records",
  "macos-runner": "it runs on macOS, where Harden-Runner only records",
  "container-job": "it runs in a container, which Harden-Runner does not watch",
  "ubuntu-slim-runner": "it runs on an ubuntu-slim runner, which Harden-Runner does not watch",
  "arm-runner": "it runs on an ARM runner that Harden-Runner does not watch",
  "unsupported-runner": "it runs on a runner that Harden-Runner does not support",
  "self-hosted-runner": "it runs on a self-hosted runner, where Harden-Runner leaves no record in the log",
  "third-party-runner": "it runs on a third party's runner, where Harden-Runner leaves no record in the log",
  "actions-runner-controller":
    "it runs on Actions Runner Controller, where Harden-Runner leaves no record in the log",
  "custom-vm-image":
    "it runs on a custom image that has Harden-Runner installed, which leaves no record in the log",
  "skipped-by-custom-property": "a custom property of the repository turns Harden-Runner off",
  "subscription-required":
    "the repository is private, where Harden-Runner only records without a subscription",
};

/** Says why no leg of a job can be held to a list: the first leg's cause, and how many others there are. */
export function describeUnguardable(legs: readonly UnguardedLeg[]): Obstacle {
  const [first] = legs;
  const code = first?.reason ?? "unsupported-runner";
  const others = new Set(legs.map(({ reason }) => reason)).size - 1;
  const more = others === 0 ? "" : ` (and ${others} more causes in other legs)`;
  return { code, message: `${unguardableWords[code]}${more}` };
}
