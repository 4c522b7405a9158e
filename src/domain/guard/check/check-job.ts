import { isScalar, type Node } from "yaml";
import type { GuardVersion } from "../../harden-runner/guard-version.ts";
import { holds } from "../../harden-runner/holds.ts";
import { beginOf } from "../../harden-runner/version-table.ts";
import { isGitHubLabel, type RunnerReason, suspectLabels } from "../../record/reasons.ts";
import { findPair } from "../../workflow/yaml-map.ts";
import type { GuardedStep } from "./guarded-step.ts";
import type { Runners } from "./runners.ts";
import { sayVersion } from "./say-version.ts";

/** Reports a job that Harden-Runner cannot guard, or may not be able to, where it runs. */
export function checkJobGuardable(step: GuardedStep, { legs, node }: Runners): void {
  checkContainer(step);
  const isOneOfMany = legs.length > 1;
  const told = new Set<string>();
  for (const labels of legs) {
    const words = describeRunner(step, labels);
    if (words === null) continue;
    const leg = isOneOfMany ? `some of its runs are on ${labels.join(", ")}: ` : "";
    const message = `${leg}${words.message}`;
    if (told.has(message)) continue;
    told.add(message);
    step.report(words.rule, words.severity, message, node);
  }
}

function checkContainer({ job, broken, file, report }: GuardedStep): void {
  const container = job.map === null ? null : findPair(job.map, "container");
  if (container === null) return;
  const value = file.resolve(container.value);
  if (value === null || (isScalar(value) && value.value === null)) return;
  report(
    "unguardable-job",
    broken,
    "the job runs in a container, which Harden-Runner does not monitor",
    container.key as Node,
  );
}

interface RunnerWords {
  readonly rule: "unguardable-job" | "runner-unknown";
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
}

/** What is to be said of a runner; null where Harden-Runner guards it. */
function describeRunner(step: GuardedStep, labels: readonly string[]): RunnerWords | null {
  const { version, isBlock, broken } = step;
  const names = labels.map((label) => label.toLowerCase());
  const reason = suspectLabels(labels);
  if (reason === "windows-runner" || reason === "macos-runner") {
    const system = reason === "windows-runner" ? "Windows" : "macOS";
    if (names.some((name) => /^windows-.*-arm$/.test(name)))
      return say(broken, "Harden-Runner does not monitor Windows on arm64");
    return describeSystem(system, version, isBlock);
  }
  if (reason === "third-party-runner") return describeThirdParty(version, isBlock);
  if (reason !== null) return say(broken, runnerWords[reason]);
  if (names.some((name) => name.includes("${{")))
    return {
      rule: "runner-unknown",
      severity: "note",
      message: `an expression chooses the runner: ${doubt(version)}`,
    };
  if (names.length === 0)
    return {
      rule: "runner-unknown",
      severity: "note",
      message: `no label tells the runner: ${doubt(version)}`,
    };
  if (names.some(isGitHubLabel)) return null;
  const shown = labels.map((label) => JSON.stringify(label)).join(", ");
  return {
    rule: "runner-unknown",
    severity: "note",
    message: `${shown} ${labels.length === 1 ? "is no label" : "are no labels"} of GitHub's own runners: ${doubt(version)}`,
  };
}

/** What the runner of a job may turn out to be. */
function doubt(version: GuardVersion): string {
  const others =
    holds("windows-macos-block", version) === "yes"
      ? ""
      : `, and on Windows and macOS block mode works since ${beginOf("windows-macos-block")} only`;
  return `a self-hosted runner is guarded only where Harden-Runner's agent is installed on it${others}`;
}

/** Windows and macOS, by version. In audit mode it is enough that they are monitored. */
function describeSystem(system: string, version: GuardVersion, isBlock: boolean): RunnerWords | null {
  const blocks = beginOf("windows-macos-block");
  if (holds("windows-macos-block", version) === "yes") return null;
  if (version.kind === "unknown")
    return say(
      "warning",
      `on ${system} Harden-Runner blocks since ${blocks} only, and nothing tells which version this is`,
    );
  const isMonitored = holds("windows-macos-audit", version) === "yes";
  if (isMonitored && !isBlock) return null;
  const does = isMonitored ? "only records on" : "does not monitor";
  return say(
    isBlock ? "error" : "warning",
    `this is ${sayVersion(version)}, which ${does} ${system}; block mode works there since ${blocks}`,
  );
}

/** A third party's runner. Whether the enterprise tier watches it only a log tells. */
function describeThirdParty(version: GuardVersion, isBlock: boolean): RunnerWords {
  const since = beginOf("third-party-runners");
  if (holds("third-party-runners", version) === "no")
    return say(
      isBlock ? "error" : "warning",
      `this is ${sayVersion(version)}, which monitors no runner of a third party; the enterprise tier does for some since ${since}`,
    );
  return say(
    "warning",
    `Harden-Runner monitors a third party's runner in its enterprise tier only, some of them since ${since}; the log of a job tells whether it does`,
  );
}

function say(severity: RunnerWords["severity"], message: string): RunnerWords {
  return { rule: "unguardable-job", severity, message };
}

const runnerWords: Readonly<
  Record<Exclude<RunnerReason, "windows-runner" | "macos-runner" | "third-party-runner">, string>
> = {
  "self-hosted-runner": "Harden-Runner guards a self-hosted runner only where its agent is installed on it",
  "ubuntu-slim-runner": "Harden-Runner does not monitor ubuntu-slim runners",
  "arm-runner": "Harden-Runner's community tier does not monitor arm64 runners",
};
