import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readChangedFiles } from "../../adapters/github/files/changed-files.ts";
import { readRun } from "../../adapters/github/runs/read-run.ts";
import type { Baseline, RunKey } from "../../domain/baseline/baseline.ts";
import { isOfCaller } from "../../domain/baseline/caller-run.ts";
import { findDependencyChanges } from "../../domain/baseline/dependency-changes.ts";
import { isKnownRelease } from "../../domain/baseline/recorded-by.ts";
import type { Repository } from "../../domain/run/repository.ts";
import { unknownChange } from "../../domain/text/sentences/misses.ts";

/** A run and its commit. */
interface RunNow {
  readonly headSha: string;
  /** The actions that it fetched, `owner/name@ref sha`. */
  readonly actions: readonly string[];
}

const mostNamed = 20;
const longestName = 300;

/**
 * A function that tells what came in between an earlier run and another one: dependencies, actions and lines of workflows, at most 20 of
 * them; `unknownChange` where GitHub cannot tell. Two calls, and each run and comparison is asked for once.
 * `baseline` has the actions of the earlier run. @throws what GitHub answered with
 */
export function createFindChanges(
  octokit: Octokit,
  repository: Pick<Repository, "owner" | "name">,
  baseline: Pick<Baseline, "actions">,
): (before: RunKey, run: RunNow) => Promise<readonly string[]> {
  const readHeadSha = once((key: RunKey) => readHeadShaOf(octokit, repository, key));
  const compare = once(async (range: string) => {
    const [base = "", head = ""] = range.split(" ");
    const files = await readChangedFiles(octokit, repository, { base, head });
    return files === null ? [unknownChange] : findDependencyChanges(files);
  });
  return async (before, { headSha, actions }) => {
    const changed = [...findOtherActions(baseline, before, actions), ...(await findFiles(before, headSha))];
    return changed.slice(0, mostNamed).map((name) => name.slice(0, longestName));
  };

  async function findFiles(before: RunKey, headSha: string): Promise<readonly string[]> {
    const earlier = await readHeadSha(before);
    if (earlier === null) return [unknownChange];
    return earlier === headSha ? [] : compare(`${earlier} ${headSha}`);
  }
}

/** Also where a tag was moved, of which no commit of the repository tells. */
function findOtherActions(
  baseline: Pick<Baseline, "actions">,
  before: RunKey,
  actions: readonly string[],
): readonly string[] {
  const known = new Set(
    [...baseline.actions].filter(([, runs]) => runs.has(before)).map(([action]) => action),
  );
  if (known.size === 0) return [];
  return actions.filter((action) => !known.has(action) && !isKnownRelease(action));
}

/** The commit of a run; null where GitHub has none, or where it was a run of another repository. @throws what GitHub answered with */
export async function readHeadShaOf(
  octokit: Octokit,
  repository: Pick<Repository, "owner" | "name">,
  run: RunKey,
): Promise<string | null> {
  if (isOfCaller(run)) return null;
  return (await readRun(octokit, repository, run))?.headSha ?? null;
}

function once<Key extends string, T>(ask: (key: Key) => Promise<T>): (key: Key) => Promise<T> {
  const answers = new Map<Key, Promise<T>>();
  return (key) => {
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    return answer;
  };
}
