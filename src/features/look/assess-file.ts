import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { AssessedFile, Learned } from "../../domain/assessment/job-assessment.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { type ParseResult, readableFile } from "../../domain/workflow/workflow-file.ts";
import type { PolicyTools } from "../enforce/policy-store/policy-tools.ts";
import { assessResolved, type LookBack } from "./assess-resolved.ts";
import { assessInTurns } from "./in-turns.ts";
import type { OutsideAnswer } from "./open-enforcer.ts";
import { readLearned } from "./read-learned.ts";
import { type KnownRules, type RulesNow, type RulesStore, readRules } from "./read-rules.ts";

/** A workflow file of a repository at a commit. */
export interface FileToAssess {
  readonly repository: RepositoryNow;
  readonly path: string;
  /** Null where there is no such file. */
  readonly parsed: ParseResult | null;
}

export interface AssessOptions {
  readonly outside: OutsideAnswer;
  /** Where what was learned is kept, if not under the file's path: `nameLine` says how. */
  readonly line?: string;
  /** What was read for many files at once; left out, it is read for this one. */
  readonly known?: KnownRules;
  /** By what hosts that would be listed are looked up, also those of the jobs that an open pull request switches. Left out, none is. */
  readonly resolving?: {
    readonly resolveHosts: ResolveHosts | null;
    readonly proposed: ReadonlySet<string>;
    readonly lookBack?: LookBack;
  };
}

/** How the jobs of a file stand, and what they were judged by. */
export interface AssessedAt extends RulesNow {
  readonly learned: ReadonlyMap<string, Learned>;
  /** Null where there is no such file. */
  readonly assessed: AssessedFile | null;
}

/**
 * Assesses a workflow file: reads the settings, what people decided, what is kept and stored about its jobs, and what was learned, and
 * judges its jobs by it. @throws PolicyStoreError where it must answer, ResolverDownError, and what GitHub or the store answered with
 */
export async function assessFileAt(
  { repository, path, parsed }: FileToAssess,
  tools: { readonly octokit: Octokit; readonly store: RulesStore & Pick<Store, "baselines"> } & PolicyTools,
  { outside, line = path, known, resolving }: AssessOptions,
): Promise<AssessedAt> {
  const file = readableFile(parsed);
  const now = await readRules(repository, { path, file }, tools, outside, known);
  const { rules } = now;
  const learned = await readLearned(tools.store, repository.id, line, rules);
  return { ...now, learned, assessed: await assess() };

  async function assess(): Promise<AssessedFile | null> {
    if (parsed === null) return null;
    return resolving === undefined
      ? assessInTurns(parsed, path, learned, rules)
      : assessResolved({ parsed, path, learned, rules, ...resolving });
  }
}
