import type { NotRecordedReason } from "../reasons.ts";

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
