import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { AssessedFile } from "../../domain/assessment/job-assessment.ts";
import type { Enforcer } from "../../domain/guard/enforcer.ts";
import type { PolicyChange } from "../../domain/proposal/policy-changes.ts";
import type { Proposal } from "../../domain/proposal/select.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { WorkflowFile } from "../../domain/workflow/workflow-file.ts";
import type { IssueTurns } from "../limits/open-issue.ts";
import type { PolicyTools } from "./policy-store/policy-tools.ts";

/**
 * PORT. What an enforcer keeps outside the workflow file, for the steps of a proposal in their order. It stands beside the enforcer of
 * `domain/guard`, which asks nobody anything; a new one gets its line in `outsides.ts`. All throw what they were answered with.
 */
export interface Outside {
  /** Reads what is kept for the jobs of a file. */
  open(repository: RepositoryNow, file: FileOnDefault, tools: PolicyTools): Promise<Enforcer>;
  /** What of it a look at a file follows from, for a digest, beside what the enforcer has read. */
  print(
    repository: RepositoryNow,
    path: string,
    enforcer: Enforcer,
    tools: PolicyTools,
  ): Promise<readonly unknown[]>;
  /** Looks whether a proposal can be written as it is; null where it can, else by what it is to be selected anew. `attempt` starts at 1. */
  makeRoom(place: Place, proposal: Proposal, by: Attempt, tools: PolicyTools): Promise<Enforcer | null>;
  /**
   * Writes what a proposal relies on, before anything relies on it; `noteGrowth` hears before each what a list gets. Returns what people
   * changed, and was left so.
   */
  write(
    place: Place,
    proposal: Proposal,
    tools: PolicyTools,
    noteGrowth: NoteGrowth,
  ): Promise<readonly PolicyChange[]>;
  /** Takes back what was written for proposals that were closed, also those of another mode. */
  drop(repository: RepositoryNow, namers: Namers, tools: PolicyTools): Promise<void>;
  /** Shows what should change in what is kept, for people to say yes to, beside what they `edited`. Returns what it shows. */
  report(
    file: FileToReport,
    edited: readonly PolicyChange[],
    tools: ReportTools,
  ): Promise<readonly PolicyChange[]>;
}

/** Hears which entries come into a list that is kept. */
export type NoteGrowth = (added: readonly string[]) => Promise<void>;

/** A workflow file of a repository. */
export interface Place {
  readonly repository: RepositoryNow;
  readonly path: string;
}

/** A workflow file on the default branch; `file` is null where there is none, or none that can be read. */
export interface FileOnDefault {
  readonly path: string;
  readonly file: WorkflowFile | null;
}

/** The file on the default branch, and as the open pull request has it; null where there is none, or none that can be read. */
export interface Namers extends FileOnDefault {
  readonly openFile: WorkflowFile | null;
}

/** By what a proposal was selected, and for which time. */
export interface Attempt {
  readonly enforcer: Enforcer;
  readonly attempt: number;
}

/** How the jobs of a file stand, and what holds them to their lists. */
export interface FileToReport extends Place, FileOnDefault {
  /** Null where there is no such file. */
  readonly assessed: AssessedFile | null;
  readonly enforcer: Enforcer;
}

export interface ReportTools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "policies" | "reports">;
  readonly botLogin: string;
  /** When issues are opened. */
  readonly turns: IssueTurns;
  /** The origin of the insights pages, without a slash at the end; absent where there are none. */
  readonly pages?: string;
}
