import type { GuardVersion } from "../../harden-runner/guard-version.ts";
import { holds } from "../../harden-runner/holds.ts";
import { compareVersions, formatVersion, noted, parseVersion } from "../../harden-runner/version.ts";
import { endOf } from "../../harden-runner/version-table.ts";
import type { GuardedStep } from "./guarded-step.ts";
import { sayVersion } from "./say-version.ts";

/** Reports a version of Harden-Runner that has a known defect in the step's mode, or of which nothing tells what it is. */
export function checkVersion({ guard, version, isBlock, asksStore, report }: GuardedStep): void {
  if (version.kind === "unknown") {
    if (/^[0-9a-f]{40}$/i.test(guard.ref))
      report(
        "unknown-version",
        "warning",
        "no release that is known has this commit, and no comment behind it names a version",
        guard.uses,
      );
    return;
  }
  const killing = "defect-kills-long-jobs";
  if ((isBlock || asksStore) && holds(killing, version) === "yes") {
    report(
      "old-version",
      isBlock ? "error" : "warning",
      `this is ${sayPinned(guard, version)}: below ${endOf(killing)} block mode refuses GitHub's own runner service, and GitHub ends long jobs; use ${endOf(killing)} or later`,
      guard.uses,
    );
    return;
  }
  const missing = "defect-audit-misses-udp";
  if (!isBlock && holds(missing, version) === "yes")
    report(
      "old-version",
      "warning",
      `this is ${sayPinned(guard, version)}: below ${endOf(missing)} audit records miss connections that are made without \`connect\`, which is UDP as a rule; use ${endOf(killing)} or later`,
      guard.uses,
    );
}

/** The version, and what the comment behind the pin says where that is another. */
function sayPinned({ comment }: GuardedStep["guard"], version: GuardVersion): string {
  const said = sayVersion(version);
  const written = parseVersion(noted.exec(comment ?? "")?.[0] ?? "");
  return written === null || version.kind !== "exact" || compareVersions(written, version.version) === 0
    ? said
    : `${said}, though its comment says ${formatVersion(written)}`;
}
