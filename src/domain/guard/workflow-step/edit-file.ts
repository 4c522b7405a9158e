import type { Turns } from "../../../shared/turns.ts";
import { refusalWords } from "../../text/sentences/edit-refusals.ts";
import { isGenerated, type WorkflowFile } from "../../workflow/workflow-file.ts";
import type { EditRefusal, RefusalCode } from "../refusal.ts";
import type { GuardTarget } from "../target.ts";
import type { JobEdit } from "./job-edit.ts";
import { keepGood } from "./keep-good.ts";
import { planEdit } from "./plan-edit.ts";
import { readVerified } from "./verify-edit.ts";

/** An edit is verified by another parse, for which everything else waits. The longest real file that is known has 115 kB. */
const longestEdited = 131_072;

/** What the guard steps of some jobs are to do, by job id. */
export type Targets = ReadonlyMap<string, GuardTarget>;

/** What an edit did. Jobs that already were as wanted are neither changed nor refused. */
export interface Edit {
  readonly changed: readonly string[];
  readonly refused: readonly EditRefusal[];
  /** What a reader should know about a changed job. */
  readonly notes: readonly { readonly job: string; readonly message: string }[];
}

/** A workflow file after an edit: the very same where nothing was changed. */
export interface EditedFile extends Edit {
  readonly file: WorkflowFile;
}

/**
 * Makes the guard steps of some jobs do what is wanted. A list keeps the entries that it has. Everything but the two inputs stays byte
 * for byte; the result was parsed again and compared. A job that can't be edited so is refused, the others are not. One turn plans the
 * edit of one job or parses the file once.
 */
export function* editFile(
  file: WorkflowFile,
  targets: Targets,
  { path }: { readonly path: string | null },
): Turns<EditedFile> {
  if (isGenerated(file.text, path))
    return { file, changed: [], refused: refuseGenerated(targets), notes: [] };
  if (file.text.length > longestEdited) {
    const message = refusalWords.tooLongToEdit;
    return { file, changed: [], refused: refuseAll(targets, "too-large", message), notes: [] };
  }
  const { edits, refused } = yield* planEdits(file, targets);
  // Each look is a parse of the whole file; there is work for many in a file of ordinary size only.
  const looks = Math.max(3, Math.floor((2 * longestEdited) / file.text.length));
  const good = yield* keepGood(edits, (some) => readVerified(file, some) !== null, looks);
  const isGood = new Set(good);
  const failed = edits
    .filter((edit) => !isGood.has(edit))
    .map(
      ({ job }): EditRefusal => ({
        job,
        code: "verification-failed",
        message: refusalWords.notAsIntended,
        line: null,
      }),
    );
  yield;
  return {
    file: good.length === 0 ? file : (readVerified(file, good) ?? file),
    changed: good.map((edit) => edit.job),
    refused: [...refused, ...failed],
    notes: listNotes(good),
  };
}

/** Plans what the jobs of a file take, each by itself. Jobs that already are as wanted are in neither list. */
function* planEdits(
  file: WorkflowFile,
  targets: Targets,
): Turns<{ readonly edits: readonly JobEdit[]; readonly refused: readonly EditRefusal[] }> {
  const refused: EditRefusal[] = [];
  const edits: JobEdit[] = [];
  for (const [job, target] of targets) {
    yield;
    const plan = planEdit(file, job, target);
    if ("code" in plan) refused.push(plan);
    else if (plan.splices.length > 0) edits.push(plan);
  }
  return { edits, refused };
}

/** Refuses every job of a file that a program writes. */
export function refuseGenerated(targets: Targets): readonly EditRefusal[] {
  return refuseAll(targets, "generated-file", refusalWords.generated);
}

function refuseAll(targets: Targets, code: RefusalCode, message: string): readonly EditRefusal[] {
  return [...targets.keys()].map((job) => ({ job, code, message, line: null }));
}

function listNotes(edits: readonly JobEdit[]): Edit["notes"] {
  return edits.flatMap((edit) => edit.notes.map((message) => ({ job: edit.job, message })));
}
