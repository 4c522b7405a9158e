import { readAgentEntry } from "../../endpoint/agent-list.ts";
import type { EntryProblem } from "../../endpoint/entry.ts";
import { hasOneOwner } from "../../endpoint/owner.ts";
import type { GuardedStep } from "./guarded-step.ts";
import type { ListedEntry, ListReading } from "./listed-entry.ts";

/** In the Public Suffix List for the sake of what it serves; but all names under it are GitHub's own. */
const githubsOwn = /(?:^|\.)githubusercontent\.com$/;

/** Checks one entry that does not keep the agent from blocking. */
export function checkEntry(step: GuardedStep, word: ListedEntry, reading: ListReading): void {
  const { report, broken } = step;
  const { entry, text, offset } = word;
  const quoted = JSON.stringify(text);
  if (entry.kind === "invalid") {
    reportProblem(step, word, entry.problem);
    return;
  }
  const { name, port } = readAgentEntry(text);
  const written = name.slice(0, -1);
  if (written !== written.toLowerCase()) {
    const message = `${quoted} has capital letters: programs ask for names in lower case, and the agent compares them as they are written, so this lets nothing through`;
    report("upper-case", "warning", message, offset);
  }
  if (entry.kind === "host") {
    const why = reading.whySuperfluous(entry);
    if (why !== null) report("implicit-entry", "note", `${quoted} is superfluous: ${why}`, offset);
    return;
  }
  const first = reading.firstPortOf(name);
  if (first !== port)
    report(
      "wildcard-two-ports",
      broken,
      `${quoted} has no effect: the agent honours port ${first}, the first for this pattern`,
      offset,
    );
  const why = reading.whySuperfluous({ host: `${entry.prefix}x${entry.suffix}`, port: entry.port });
  const domain = entry.suffix.slice(entry.suffix.indexOf(".") + 1);
  if (entry.suffix === "")
    report("open-pattern", "warning", `${quoted} ${sayOpen(entry.prefix, port)}`, offset);
  else if (why !== null) report("implicit-entry", "note", `${quoted} is superfluous: ${why}`, offset);
  else if (!githubsOwn.test(domain) && !hasOneOwner(domain))
    report(
      "shared-tenant-wildcard",
      "warning",
      `${quoted} also matches names that anybody can get under ${JSON.stringify(domain)}`,
      offset,
    );
}

function reportProblem(
  { report, broken }: GuardedStep,
  { text, offset }: ListedEntry,
  problem: EntryProblem,
): void {
  const quoted = JSON.stringify(text);
  const { name, port } = readAgentEntry(text);
  const unresolved = "if it does not resolve, the agent blocks nothing at all";
  switch (problem) {
    case "address":
      // Those are dead.
      return;
    case "bad-port": {
      const read =
        port > 0 && port <= 65_535
          ? `the agent reads port ${port} and nothing of the rest`
          : `the agent reads port ${port}, on which nothing can be called`;
      report("bad-port", broken, `${quoted} has no valid port: ${read}`, offset);
      return;
    }
    case "bad-host":
      report("bad-host", broken, `${quoted} is not a host name; ${unresolved}`, offset);
      return;
    case "underscore":
      report(
        "underscore",
        "warning",
        `${quoted} has an underscore, which host names cannot have; ${unresolved}`,
        offset,
      );
      return;
    case "two-wildcards": {
      const [prefix = "", suffix = ""] = name.split("*");
      const end = suffix.replace(/\.$/, "");
      const opens =
        end === ""
          ? sayOpen(prefix, port)
          : `opens every name that begins with ${JSON.stringify(prefix)} and ends with ${JSON.stringify(end)}`;
      report(
        "two-wildcards",
        broken,
        `${quoted} ${opens}: the agent understands one * and ignores the rest`,
        offset,
      );
      return;
    }
  }
}

/** What a pattern opens that nothing ends. */
function sayOpen(prefix: string, port: number): string {
  const names = prefix === "" ? "every name" : `every name that begins with ${JSON.stringify(prefix)}`;
  return `opens ${names} on port ${port}, whoever it belongs to`;
}
