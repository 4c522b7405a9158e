import type { ParsedSettings } from "../../domain/settings/parse-settings.ts";
import type { FileProblem } from "../../domain/workflow/file-problem.ts";
import type { Tape } from "../../shared/yaml-tape.ts";

/** A text to be parsed as one kind of file. */
export interface Question {
  readonly kind: keyof Answers;
  readonly text: string;
}

/** What a thread says to each kind. */
export interface Answers {
  readonly workflow:
    | { readonly ok: true; readonly tape: Tape }
    | { readonly ok: false; readonly problem: FileProblem };
  readonly settings: ParsedSettings;
}

/** Why there is no answer: the thread did not end in time, or came to an end. */
export type NoAnswer = "late" | "failed";
