import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { CheckRun } from "../fake-github/state/repository.ts";
import { branch, headCommit, run } from "../features/propose/propose-setup.ts";
import type { Part } from "./example.ts";
import { botLogin } from "./world.ts";

/** Brings the pull request up to date and shows it. */
export async function propose(repository: FakeRepository): Promise<readonly Part[]> {
  const { pullRequest } = await run(repository);
  if (pullRequest === null) throw new Error("there is no pull request");
  return showPull(repository, pullRequest);
}

export function showPull(repository: FakeRepository, number: number): readonly Part[] {
  const { title, body, labels } = repository.pull(number);
  return [
    ["Title", title],
    ["Body", body ?? ""],
    ...(labels.length > 0 ? [["Labels", labels.join(", ")] as const] : []),
    ["Commit message", headCommit(repository, branch).message],
  ];
}

/** What the bot said under an issue or a pull request. */
export function showComments(repository: FakeRepository, number: number): readonly Part[] {
  return repository
    .comments(number)
    .filter(({ author }) => author.login === botLogin)
    .map(({ body }) => ["Comment", body]);
}

/** The bot's issues. */
export function showIssues(repository: FakeRepository): readonly Part[] {
  return [...repository.state.issues.values()]
    .filter(({ pull, author }) => pull === null && author.login === botLogin)
    .flatMap(({ number, title, body, labels, state }): readonly Part[] => [
      ["Title", title],
      ["Body", body ?? ""],
      ["Labels", labels.join(", ")],
      ...showComments(repository, number),
      ["State", state],
    ]);
}

/** The newest check, or the newest of a name. */
export function showCheck(repository: FakeRepository, wanted: string | null = null): readonly Part[] {
  const check = [...repository.state.checkRuns.values()].findLast(
    ({ name }) => wanted === null || name === wanted,
  );
  return check === undefined ? [] : describeCheck(check);
}

function describeCheck({ name, conclusion, output }: CheckRun): readonly Part[] {
  const annotations = output.annotations.map((annotation) => JSON.stringify(annotation));
  return [
    ["Name and conclusion of the check", `${name}: ${conclusion}`],
    ["Title of the check", output.title ?? ""],
    ["Summary of the check", output.summary ?? ""],
    ...(annotations.length > 0 ? [["Annotations", annotations.join("\n")] as const] : []),
  ];
}
