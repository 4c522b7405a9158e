import { readAlarmMark } from "./alarm.ts";
import { readPolicyIssue } from "./policy-issue.ts";

/** What a pull request or an issue is about. */
export interface Place {
  /** The workflow file, `.github/workflows/ci.yml`; null where it is about none. */
  readonly path: string | null;
  /** The job of that file; null where it is about the whole file. */
  readonly jobId: string | null;
}

/** What an issue that the bot wrote is about, by the marks in its body. */
export function placeOfIssue(body: string | null): Place {
  const { path, jobId } = readAlarmMark(body) ?? { path: null, jobId: null };
  return { path: path ?? readPolicyIssue(body)?.path ?? null, jobId };
}
