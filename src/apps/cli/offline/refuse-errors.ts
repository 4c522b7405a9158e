import { diffLines } from "diff";
import { listJobErrors } from "../../../domain/guard/check/check.ts";
import type { Rule } from "../../../domain/guard/check/rules.ts";
import type { EditedWorkflow } from "../../../domain/guard/workflow-step/edit.ts";
import { parseWorkflowFile } from "../../../domain/workflow/workflow-file.ts";
import type { RefusedJob } from "./learn-targets.ts";

/**
 * The jobs of an edit of which `egress check` would call something an error, with its first error. `isStored`: the steps take their
 * policies from the Policy Store, which makes them block. Lines are of the text before the edit.
 */
export function refuseErrors(
  before: string,
  { text, changed }: EditedWorkflow,
  { isStored }: { readonly isStored: boolean },
): readonly RefusedJob[] {
  const parsed = changed.length === 0 ? null : parseWorkflowFile(text);
  if (parsed?.ok !== true) return [];
  const found = changed.flatMap((job) => {
    const [error] = listJobErrors(parsed.file, job, { isTakenAsBlock: isStored });
    return error === undefined ? [] : [{ job, error }];
  });
  if (found.length === 0) return [];
  const lineBefore = mapLines(before, text);
  return found.map(({ job, error }) => ({
    job,
    code: error.rule as Rule,
    message: error.message,
    line: lineBefore(error.line),
  }));
}

/** Makes the function that tells which line of a text a line of its edited version was; null for one that is new. */
function mapLines(before: string, after: string): (line: number) => number | null {
  const parts = diffLines(before, after);
  return (line) => {
    let [old, next] = [0, 0];
    for (const { added, removed, count = 0 } of parts) {
      if (!removed && line <= next + count) return added ? null : old + line - next;
      if (!added) old += count;
      if (!removed) next += count;
    }
    return null;
  };
}
