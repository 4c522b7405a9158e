import { isMap, isScalar, isSeq, type Node } from "yaml";
import { type RunnerReason, suspectLabels } from "../../record/reasons.ts";
import type { Job } from "../../workflow/workflow-file.ts";
import { findPair } from "../../workflow/yaml-map.ts";
import type { Report } from "./rules.ts";

/**
 * Reports a job that Harden-Runner cannot guard: it only audits on Windows and macOS, and sees nothing in containers, on
 * ubuntu-slim, on arm64 and third parties' runners (community tier) and, without an agent of its own there, on self-hosted runners.
 */
export function checkJobGuardable(job: Job, isBlock: boolean, report: Report): void {
  if (job.map === null) return;
  const severity = isBlock ? "error" : "warning";
  const container = findPair(job.map, "container");
  if (
    container !== null &&
    container.value !== null &&
    !(isScalar(container.value) && container.value.value === null)
  ) {
    report(
      "unguardable-job",
      severity,
      "the job runs in a container, which Harden-Runner does not monitor",
      container.key as Node,
    );
  }
  const runsOn = findPair(job.map, "runs-on");
  const at = (runsOn?.value ?? null) as Node | null;
  const labels = readLabels(at);
  const reason = suspectLabels(labels);
  if (reason !== null) {
    report("unguardable-job", severity, runnerWords[reason], at);
  } else if (labels.some((label) => label.includes("${{"))) {
    report(
      "runner-unknown",
      "note",
      "on a Windows, macOS or self-hosted runner the policy would hold nothing",
      at,
    );
  }
}

function readLabels(node: unknown): string[] {
  if (isScalar(node)) return [String(node.value ?? "")];
  if (isSeq(node)) return node.items.flatMap(readLabels);
  return isMap(node) ? readLabels(findPair(node, "labels")?.value) : [];
}

const runnerWords: Readonly<Record<RunnerReason, string>> = {
  "windows-runner": "Harden-Runner only audits on Windows runners; it blocks nothing there",
  "macos-runner": "Harden-Runner only audits on macOS runners; it blocks nothing there",
  "self-hosted-runner": "Harden-Runner guards a self-hosted runner only if its agent is installed there",
  "third-party-runner": "Harden-Runner's community tier does not monitor runners of third parties",
  "ubuntu-slim-runner": "Harden-Runner does not monitor ubuntu-slim runners",
  "arm-runner": "Harden-Runner's community tier does not monitor arm64 runners",
};
