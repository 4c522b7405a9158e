import { listPolicyIssues, readOpenPolicyIssue } from "../../../adapters/github/talk/policy-issue.ts";
import { isSamePolicy } from "../../../domain/guard/policy-store/stored-guard.ts";
import { digestOfChanges, type PolicyChange } from "../../../domain/proposal/policy-changes.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { render } from "../../../domain/text/render.ts";
import { requirePolicyStore } from "../../enforce/policy-store/policy-tools.ts";
import { writePolicy } from "../../enforce/policy-store/write-policy.ts";
import { noteEntriesOf } from "../../propose/keep-entries.ts";
import type { Answer, Question } from "../question/question.ts";
import type { AnswerTools } from "../question/tools.ts";

const mostIssues = 20;

type Tools = Pick<AnswerTools, "octokit" | "store" | "propose" | "policyStore" | "botLogin">;

/**
 * Writes to the Policy Store what the issue shows on which somebody said so: just that, or nothing. Broken off and repeated, it writes
 * what is left. @throws PolicyStoreError, and what GitHub or the store answered with
 */
export async function applyPolicies(question: Question, tools: Tools): Promise<Answer> {
  const { repository, current, login, number } = question;
  const issue =
    number === null ? null : await readOpenPolicyIssue(tools.octokit, repository, number, tools.botLogin);
  if (issue === null) {
    const issues = await listPolicyIssues(tools.octokit, repository, tools.botLogin);
    return answer("confused", { kind: "elsewhere", issues: issues.slice(0, mostIssues) });
  }
  const print = await tools.store.policies.readIssue(repository.id, issue.path);
  // Who edited the text may have hidden from the one who says yes what it showed.
  const isOwnText = print === null || print === issue.print;
  const file = { repository: current, path: issue.path };
  const { policyChanges: changes } = await tools.propose(file);
  if (changes.length === 0) return answer("+1", { kind: "nothing" });
  if (!isOwnText || digestOfChanges(changes) !== issue.digest || !(await isStill(changes, repository, tools)))
    return answer("confused", { kind: "changed" });
  for (const change of changes) await apply(change, repository, issue.path, tools);
  // It sees that nothing is left, and closes the issue.
  await tools.propose(file);
  return answer("+1", { kind: "applied", login, policies: changes.map(({ name }) => name) });
}

/** Whether the store holds still what it held when the changes were computed. */
async function isStill(
  changes: readonly PolicyChange[],
  { owner }: RepositoryNow,
  { policyStore }: Tools,
): Promise<boolean> {
  const there = requirePolicyStore(policyStore, owner);
  for (const { name, current } of changes) {
    const now = await there.read(owner, name);
    const isSame = now === null || current === null ? now === current : isSamePolicy(now, current);
    if (!isSame) return false;
  }
  return true;
}

async function apply(
  { name, scope, wanted, current, jobs, why }: PolicyChange,
  { id: repositoryId, owner, name: repository }: RepositoryNow,
  path: string,
  { store, policyStore }: Tools,
): Promise<void> {
  const there = requirePolicyStore(policyStore, owner);
  const records = await store.policies.read(repositoryId, path);
  const jobId = scope === "workflow" ? null : (jobs[0]?.jobId ?? null);
  const record = { name, jobId, written: wanted, isInUse: records.get(name)?.isInUse ?? true };
  const known = records.get(name) ?? null;
  await noteEntriesOf(repositoryId, path, jobs, wanted.entries, current?.entries ?? [], store);
  await writePolicy({ repositoryId, owner, path }, record, known, there, store);
  if (scope === "workflow" && why === "switch")
    await there.attach(owner, name, { repository, workflow: fileNameOf(path) });
}

function answer(reaction: Answer["reaction"], data: object): Answer {
  return { reaction, text: render("applied", data) };
}
