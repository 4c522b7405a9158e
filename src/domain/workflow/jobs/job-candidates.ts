import { type GuardFacts, readGuardFacts } from "../guard-facts.ts";
import { anything, type NamePattern, textPart } from "../name-pattern.ts";
import type { Job, ParseResult, WorkflowFile } from "../workflow-file.ts";
import type { ExpectedLeg } from "./expected.ts";
import { expectLegs } from "./expected-job.ts";
import { hasFixedName, jobNamePattern } from "./job-name.ts";
import {
  type CallContext,
  type CalleeFile,
  type CalleeProblem,
  type CalleeRepository,
  type CallPlace,
  type FindCallee,
  locateCallee,
} from "./locate-callee.ts";
import { createMatrixReader } from "./matrix-values.ts";

/** A job that a run of a workflow can have, with the display names that GitHub can give it. */
export type JobCandidate =
  | {
      readonly kind: "job";
      readonly name: NamePattern;
      /** The file that holds its steps, and its id there. */
      readonly path: string;
      readonly jobId: string;
      readonly isCalled: boolean;
      /** Each run has exactly one job of this name: it is fixed, has no matrix, and no caller decides whether it exists. */
      readonly isOnlyOne: boolean;
      /** Null where nothing guards it. */
      readonly guard: GuardFacts | null;
      /** Where the file is in another repository: that, and the legs of the job as it tells them. */
      readonly callee: {
        readonly repository: CalleeRepository;
        readonly legs: readonly ExpectedLeg[] | null;
      } | null;
    }
  /** The jobs of a called workflow that is not looked at; which of them are guarded is not known. */
  | { readonly kind: "unknown"; readonly name: NamePattern; readonly problem: CalleeProblem };

/** Reads and parses a workflow file of the run's repository, or of another one, at a commit; null where there is none. */
export type ReadWorkflow = (
  path: string,
  commit: string,
  of: CalleeRepository | null,
) => Promise<ParseResult | null>;

interface Place extends CallPlace {
  readonly path: string;
  readonly file: WorkflowFile;
}

// GitHub allows ten levels. The other limits bound what callers that call each other can cost.
const deepestCall = 10;
const mostCalls = 500;
const mostCandidates = 5_000;

/**
 * Lists the jobs that a workflow's run can have, those of the reusable workflows that it calls included, also of other repositories that
 * `findCallee` finds. A step guards its job if it uses one of the actions; where a job has several such steps, that of the first action counts.
 */
export async function listCandidates(
  root: { readonly path: string; readonly commit: string; readonly file: WorkflowFile },
  context: CallContext,
  readWorkflow: ReadWorkflow,
  actions: readonly string[],
  findCallee: FindCallee = async () => null,
): Promise<readonly JobCandidate[]> {
  const candidates: JobCandidate[] = [];
  const callees = new Map<string, WorkflowFile | CalleeProblem>();
  const described = new Map<WorkflowFile, readonly DescribedJob[]>();
  let calls = 0;
  await addJobs({ ...root, of: null, isPinned: false }, [], 0);
  return candidates;

  async function addJobs(place: Place, callers: NamePattern, depth: number): Promise<void> {
    const { path, file, of } = place;
    const jobs = described.get(file) ?? describeJobs(file, actions);
    described.set(file, jobs);
    for (const { job, ownName, guard } of jobs) {
      if (candidates.length >= mostCandidates) {
        candidates.push({ kind: "unknown", name: [anything], problem: "too-many-jobs" });
        return;
      }
      const name = [...callers, ...ownName];
      if (job.calls !== null) await addCallee(job.calls, place, [...name, textPart(" / ")], depth + 1);
      else
        candidates.push({
          kind: "job",
          name,
          path,
          jobId: job.id,
          isCalled: depth > 0,
          isOnlyOne: depth === 0 && hasFixedName(job),
          guard,
          callee: of === null ? null : { repository: of, legs: expectLegs(job, file) },
        });
    }
  }

  async function addCallee(
    uses: string,
    from: CallPlace,
    callers: NamePattern,
    depth: number,
  ): Promise<void> {
    const addUnknown = (problem: CalleeProblem): void =>
      void candidates.push({ kind: "unknown", name: [...callers, anything], problem });
    calls += 1;
    if (depth > deepestCall || calls > mostCalls) return addUnknown("too-many-jobs");
    const callee = await locateCallee(uses, from, context, findCallee);
    if ("problem" in callee) return addUnknown(callee.problem);
    const file = await readCallee(callee);
    if (typeof file === "string") return addUnknown(file);
    await addJobs({ ...callee, file }, callers, depth);
  }

  async function readCallee(callee: CalleeFile): Promise<WorkflowFile | CalleeProblem> {
    const { path, commit, of, isPinned } = callee;
    const key = `${of?.id ?? ""} ${isPinned} ${commit} ${path}`;
    const known = callees.get(key);
    if (known !== undefined) return known;
    const parsed = await readWorkflow(path, commit, of);
    const read = parsed === null ? "callee-not-found" : await judgeCallee(parsed, callee);
    callees.set(key, read);
    return read;
  }

  async function judgeCallee(
    parsed: ParseResult,
    { path, of, isPinned }: CalleeFile,
  ): Promise<WorkflowFile | CalleeProblem> {
    if (!parsed.ok) return "callee-unreadable";
    if (of === null || !isPinned) return parsed.file;
    const now = await readWorkflow(path, of.head, of);
    return now?.ok === true && now.file.text === parsed.file.text ? parsed.file : "callee-at-other-ref";
  }
}

interface DescribedJob {
  readonly job: Job;
  readonly ownName: NamePattern;
  readonly guard: GuardFacts | null;
}

/** What matters of a file's jobs, at most one more than can be candidates. A file may be called by many. */
function describeJobs(file: WorkflowFile, actions: readonly string[]): readonly DescribedJob[] {
  const matrixOf = createMatrixReader(file);
  // Jobs that are aliases of one job share its guard.
  const guards = new Map<unknown, GuardFacts | null>();
  return file.jobs.slice(0, mostCandidates + 1).map((job) => {
    const content = file.resolve(job.node);
    const guard = guards.get(content) ?? readGuardFacts(job, file, actions);
    guards.set(content, guard);
    return { job, ownName: jobNamePattern(job, matrixOf(job)), guard };
  });
}
