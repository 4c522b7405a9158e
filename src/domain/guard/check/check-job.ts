import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { Job } from "../../workflow/workflow-file.ts";
import { findPair } from "../../workflow/yaml-map.ts";
import type { Report } from "./rules.ts";

/**
 * Reports a job that Harden-Runner cannot guard: it only audits on Windows and macOS, and sees nothing in containers, on
 * ubuntu-slim, on arm64 (community tier) and, without an agent of its own there, on self-hosted runners.
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
  for (const label of readLabels(at)) {
    const reason = describeRunner(label);
    if (reason !== null) {
      report("unguardable-job", severity, reason, at);
      return;
    }
    if (label.includes("${{")) {
      report(
        "runner-unknown",
        "note",
        "on a Windows, macOS or self-hosted runner the policy would hold nothing",
        at,
      );
      return;
    }
  }
}

function readLabels(node: unknown): string[] {
  if (isScalar(node)) return [String(node.value ?? "").toLowerCase()];
  if (isSeq(node)) return node.items.flatMap(readLabels);
  return isMap(node) ? readLabels(findPair(node, "labels")?.value) : [];
}

function describeRunner(label: string): string | null {
  if (/^windows-/.test(label)) return "Harden-Runner only audits on Windows runners; it blocks nothing there";
  if (/^macos-/.test(label)) return "Harden-Runner only audits on macOS runners; it blocks nothing there";
  if (label === "self-hosted")
    return "Harden-Runner guards a self-hosted runner only if its agent is installed there";
  if (label === "ubuntu-slim") return "Harden-Runner does not monitor ubuntu-slim runners";
  if (/^ubuntu-.*-arm$/.test(label)) return "Harden-Runner's community tier does not monitor arm64 runners";
  return null;
}
