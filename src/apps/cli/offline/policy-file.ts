import { readFileSync } from "node:fs";
import { describeSystemError } from "../shared/system-error.ts";
import { UsageError } from "../shared/usage-error.ts";

/** Reads `{"jobs": {"<job id>": ["host:port", …]}}`. Throws a UsageError that says what is wrong and where. */
export function readPolicyFile(path: string): ReadonlyMap<string, readonly string[]> {
  const wrong = (what: string, cause?: unknown): UsageError =>
    new UsageError(`${path}: ${what}; expected {"jobs": {"<job id>": ["host:port", …]}}`, { cause });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${describeSystemError(error)}`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong("it is not JSON", error);
  }
  if (!isObject(value) || !isObject(value.jobs)) throw wrong('it has no object "jobs"');
  const jobs = new Map<string, readonly string[]>();
  for (const [job, list] of Object.entries(value.jobs)) {
    if (!isTextList(list)) throw wrong(`the list of job ${JSON.stringify(job)} is not a list of texts`);
    jobs.set(job, list);
  }
  if (jobs.size === 0) throw wrong("it names no job");
  return jobs;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
