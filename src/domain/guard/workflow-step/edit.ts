import { finish } from "../../../shared/turns.ts";
import type { Release } from "../../harden-runner/version-table.ts";
import { sayPlace } from "../../text/sentences/file-problems.ts";
import { isGenerated, parseWorkflowFile } from "../../workflow/workflow-file.ts";
import type { GuardTarget } from "../target.ts";
import { type Edit, editFile, refuseGenerated, type Targets } from "./edit-file.ts";

/** The text of a workflow file after an edit. */
export interface EditedWorkflow extends Edit {
  readonly text: string;
}

/**
 * Switches the guard steps of some jobs (job id → `host:port` entries) to block mode, and to other releases, as `editGuards` does.
 * `allowsDead`: also those whose list has an entry with which the agent blocks nothing.
 */
export function switchToBlock(
  text: string,
  lists: ReadonlyMap<string, readonly string[]>,
  { path, allowsDead = false }: { readonly path: string | null; readonly allowsDead?: boolean },
  pins: ReadonlyMap<string, Release> = new Map(),
): EditedWorkflow {
  const targets = new Map<string, GuardTarget>();
  for (const [job, pin] of pins) targets.set(job, { policy: "keep", pin });
  for (const [job, entries] of lists) {
    const pin = pins.get(job);
    targets.set(job, { policy: "block", entries, allowsDead, ...(pin !== undefined && { pin }) });
  }
  return editGuards(text, targets, { path });
}

/** Edits the text of a workflow file as `editFile` edits a file; all jobs of one that cannot be read are refused. */
export function editGuards(
  text: string,
  targets: Targets,
  options: { readonly path: string | null },
): EditedWorkflow {
  if (isGenerated(text, options.path))
    return { text, changed: [], refused: refuseGenerated(targets), notes: [] };
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) {
    const { code, message, line, column } = parsed.problem;
    const refusal = { code, message: sayPlace(message, { line, column }), line };
    return { text, changed: [], refused: [...targets.keys()].map((job) => ({ job, ...refusal })), notes: [] };
  }
  const { file, ...edit } = finish(editFile(parsed.file, targets, options));
  return { text: file.text, ...edit };
}
