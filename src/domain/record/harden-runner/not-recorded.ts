import type { NotRecordedReason } from "../reasons.ts";

// The beginnings of the action's own messages (v2.5.0 to v2.20.1: `common.ts`, `setup.ts`, `install-agent.ts`, `cleanup.ts`). The action
// stops at the first that applies, so the first one found in a log is the cause.
const messages: readonly (readonly [string, NotRecordedReason])[] = [
  ["Skipping harden-runner: custom property", "skipped-by-custom-property"],
  ["This job is running in a container.", "container-job"],
  ["This job is running on an ubuntu-slim runner.", "ubuntu-slim-runner"],
  ["ARM runners are not supported", "arm-runner"],
  ["Windows ARM runners are not yet supported", "arm-runner"],
  ["This job is not running in a GitHub Actions Hosted Runner.", "unsupported-runner"],
  ["[!] Workflow is currently being executed in ARC based runner", "actions-runner-controller"],
  ["Workflow is currently being executed in ARC based runner", "actions-runner-controller"],
  ["This job is running on a custom VM image with Harden Runner installed", "custom-vm-image"],
  ["This job is running on a self-hosted runner", "self-hosted-runner"],
  [
    "TLS is not enabled for this organization. Agent installation skipped for self-hosted runner.",
    "self-hosted-runner",
  ],
  ["TLS is not enabled for this organization. Bravo agent installation skipped.", "third-party-runner"],
  ["Running inside a container without root privileges. Bravo agent installation skipped.", "container-job"],
  [
    "Sorry, we are currently experiencing issues with the Harden Runner installation process",
    "harden-runner-unavailable",
  ],
  ["Checksum verification failed", "harden-runner-unavailable"],
  ["❌ Checksum verification failed", "harden-runner-unavailable"],
  ["Linux cleanup: /home/agent not found", "harden-runner-unavailable"],
  ["Agent already installed, skipping installation", "agent-already-installed"],
  ["Post step already executed, skipping", "agent-already-installed"],
  ["macAgentLog:", "macos-runner"],
  ["macOS cleanup:", "macos-runner"],
  ["😭 macos agent", "macos-runner"],
  ["Installing Windows Agent...", "windows-runner"],
  ["Windows cleanup:", "windows-runner"],
  ["stopping windows agent process...", "windows-runner"],
  ["agent log:", "windows-runner"],
];
// Where an agent is installed there, the next words are others, and it leaves a record.
const skippedThirdParty = /^Detected .{1,40} runner on .{1,100}, skipping install\.$/;

/** The reason a line of the action's pre or post step gives for not recording; null for every other line. */
export function readNotRecordedReason(text: string): NotRecordedReason | null {
  const found = messages.find(([beginning]) => text.startsWith(beginning));
  if (found !== undefined) return found[1];
  return skippedThirdParty.test(text) ? "third-party-runner" : null;
}
