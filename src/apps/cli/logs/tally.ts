import { plain } from "../shared/terminal.ts";
import type { FoundLog } from "./read-blob.ts";

/** So many files that are no logs are named. */
const mostNames = 3;

const advice =
  "to get a record, add Harden-Runner as the first step of the job, with egress-policy: audit, and let it run";

/** Counts what was read, for the summary at the end. */
export function createTally(): {
  add(found: FoundLog): void;
  /** Whether any log had a record of Harden-Runner, be it incomplete. */
  hasRecord(): boolean;
  /** What was read and what was left aside, each in a line. */
  lines(): readonly string[];
} {
  const others: string[] = [];
  let logs = 0;
  let complete = 0;
  let incomplete = 0;
  let withoutStep = 0;
  return {
    add(found) {
      if (found.kind === "other") {
        others.push(`${found.source} looks like ${found.looksLike}`);
        return;
      }
      logs += 1;
      if (found.observation.status === "recorded") complete += 1;
      if (found.observation.status === "incomplete") incomplete += 1;
      if (found.observation.reason === "no-harden-runner") withoutStep += 1;
    },
    hasRecord: () => complete + incomplete > 0,
    lines() {
      const kinds = [
        [complete, "with a complete record"],
        [incomplete, "with an incomplete record"],
        [logs - complete - incomplete, "without a record"],
      ] as const;
      const counts = kinds.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
      const read = `read ${logs} job ${logs === 1 ? "log" : "logs"}: ${counts.join(", ")} of Harden-Runner`;
      const lines = withoutStep > 0 && withoutStep === logs ? [read, advice] : [read];
      if (others.length === 0) return lines;
      const named = others.slice(0, mostNames).map(plain).join("; ");
      const more = others.length > mostNames ? `; and ${others.length - mostNames} more` : "";
      return [
        ...lines,
        `left aside ${others.length === 1 ? "1 file that is not a job log" : `${others.length} files that are not job logs`}: ${named}${more}`,
      ];
    },
  };
}
