import { readAgentEntry } from "../../endpoint/agent-list.ts";
import { findFatal } from "../../endpoint/fatal-entry.ts";
import { parseWorkflowFile } from "../../workflow/workflow-file.ts";
import { readMeantEntries } from "../list-words.ts";
import { readInput } from "./guarded-step.ts";

/** The exact hosts that the lists of a workflow file's guard steps name and that may be in the DNS, in lower case. */
export function listExactHosts(text: string): readonly string[] {
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) return [];
  const { file } = parsed;
  const lists = new Set(
    file.jobs.flatMap(({ guards: [guard] }) =>
      guard === undefined ? [] : [readInput(file, guard, "allowed-endpoints")],
    ),
  );
  const hosts = new Set<string>();
  for (const list of lists)
    for (const entry of readMeantEntries(text, list)) {
      const read = readAgentEntry(entry);
      if (!read.isWildcard && findFatal(read) === null) hosts.add(read.name.slice(0, -1).toLowerCase());
    }
  return [...hosts].sort();
}
