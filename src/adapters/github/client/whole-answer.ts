/** GitHub's answer broke off. What was asked for may have been done. */
export class CutAnswerError extends Error {
  readonly code = "answer-cut";
  constructor() {
    super("an answer of GitHub broke off before its end");
    this.name = "CutAnswerError";
  }
}

/**
 * The data of an answer. Octokit gives that of an answer that broke off as a text, without an error, and what is
 * not in a text then looks as if it did not exist. @throws CutAnswerError
 */
export function wholeAnswer<T>({ data }: { readonly data: T }): T {
  if (typeof data !== "object" || data === null) throw new CutAnswerError();
  return data;
}
