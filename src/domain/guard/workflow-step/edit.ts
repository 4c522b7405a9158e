import { sayPlace } from "../../text/sentences/file-problems.ts";
import { isGenerated, parseWorkflowFile } from "../../workflow/workflow-file.ts";
import { type Edit, editFile, listNotes, planEdits, refuseGenerated, type Targets } from "./edit-file.ts";
import { extractJobs } from "./extract.ts";
import { readVerified } from "./verify-edit.ts";

/** The text of a workflow file after an edit. */
export interface EditedWorkflow extends Edit {
  readonly text: string;
}

/** Switches the guard steps of some jobs (job id → `host:port` entries) to block mode, as `editGuards` does. */
export function switchToBlock(
  text: string,
  lists: ReadonlyMap<string, readonly string[]>,
  options: { readonly path: string | null },
): EditedWorkflow {
  return editGuards(
    text,
    new Map([...lists].map(([job, entries]) => [job, { policy: "block", entries }])),
    options,
  );
}

/** Edits the text of a workflow file as `editFile` edits a file; all jobs of one that cannot be read are refused. */
export function editGuards(
  text: string,
  targets: Targets,
  options: { readonly path: string | null },
): EditedWorkflow {
  if (isGenerated(text, options.path))
    return { text, changed: [], refused: refuseGenerated(targets), notes: [] };
  // An extract has no permissions.
  const isStored = [...targets.values()].some(({ policy }) => policy === "store");
  const quick = isStored ? null : editExtract(text, targets);
  if (quick !== null) return quick;
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) {
    const { code, message, line, column } = parsed.problem;
    const refusal = { code, message: sayPlace(message, { line, column }), line };
    return { text, changed: [], refused: [...targets.keys()].map((job) => ({ job, ...refusal })), notes: [] };
  }
  const { file, ...edit } = editFile(parsed.file, targets, options);
  return { text: file.text, ...edit };
}

/** The edit by way of an extract, which is many times faster for a large file; null where it is not all clear sailing. */
function editExtract(text: string, targets: Targets): EditedWorkflow | null {
  const extract = extractJobs(text, new Set(targets.keys()));
  if (extract === null) return null;
  const parsed = parseWorkflowFile(extract.text);
  if (!parsed.ok) return null;
  const { edits, refused } = planEdits(parsed.file, targets);
  if (refused.length > 0 || (edits.length > 0 && readVerified(parsed.file, edits) === null)) return null;
  const whole = extract.applyToWhole(edits.flatMap((edit) => edit.splices));
  if (whole === null) return null;
  return {
    text: whole,
    changed: edits.map((edit) => edit.job),
    refused,
    notes: listNotes(edits),
  };
}
