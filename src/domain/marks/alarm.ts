import { decodePath, encodePath } from "./workflow-path.ts";

/** What an issue about a job, or some jobs of a file, says about itself, unseen. */
export interface AlarmMark {
  /** A word for what the alarm is about, in lower case with hyphens. */
  readonly kind: string;
  /** The workflow file, `.github/workflows/ci.yml`. */
  readonly path: string;
  /** Null where it is about several jobs. */
  readonly jobId: string | null;
}

const mark =
  /<!-- egress-bot:alarm=([a-z-]{1,40}) file=([A-Za-z0-9%._~!*'()-]{1,3000})(?: job=([A-Za-z_][A-Za-z0-9_-]{0,99}))?(?: [^>]{0,500})? -->/;

/** The beginning of the mark of an issue about a job, by which it is found again. */
export function beginAlarm({ kind, path, jobId }: AlarmMark): string {
  const job = jobId === null ? "" : ` job=${jobId}`;
  return `<!-- egress-bot:alarm=${kind} file=${encodePath(path)}${job}`;
}

/** The whole mark. `more` is what else the alarm remembers, without `>` and line ends, of at most 500 characters. */
export function markAlarm(alarm: AlarmMark, more = ""): string {
  return `${beginAlarm(alarm)}${more === "" ? "" : ` ${more}`} -->`;
}

/** Which job an issue is about; null where it has no such mark. */
export function readAlarmMark(body: string | null): AlarmMark | null {
  const [, kind, file, jobId = null] = mark.exec(body ?? "") ?? [];
  if (kind === undefined || file === undefined) return null;
  const path = decodePath(file);
  return path === null ? null : { kind, path, jobId };
}
