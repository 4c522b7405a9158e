import { expect } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { workflow } from "../features/propose/propose-setup.ts";
import { learn } from "../support/baseline-builder.ts";
import type { World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

/** The path of a workflow file by its name, `ci`. */
export function pathOf(name: string): string {
  return `.github/workflows/${name}.yml`;
}

/** A repository whose jobs are ready, one in each of some workflow files, the surer the more runs it had. */
export async function addReady(
  { github, installation, store }: World,
  name: string,
  {
    files = ["ci"],
    runs = 25,
    settings,
  }: { readonly files?: readonly string[]; readonly runs?: number; readonly settings?: string } = {},
): Promise<FakeRepository> {
  const texts = Object.fromEntries(files.map((file) => [pathOf(file), workflow("build")]));
  const repository = github.addRepository({
    owner: "octo-org",
    name,
    installationId: installation.id,
    files: { ...texts, ...(settings !== undefined && { [settingsPath]: settings }) },
    collaborators: { maintainer: "maintain" },
  });
  const learned = learn(
    Array.from({ length: runs }, (_, index) => ({
      calls: ["api.example.com"],
      steps: ["Run make"],
      day: index + 10,
    })),
  );
  for (const file of files)
    await store.baselines.merge(
      { repositoryId: repository.id, path: pathOf(file), jobId: "build", source: "default-branch" },
      learned,
    );
  return repository;
}

/** A person pushes a text of a file, or else a comment at the end of a workflow file, to the default branch. */
export async function push(
  world: World,
  repository: FakeRepository,
  path: string,
  text = `${repository.file(path)?.content}# changed\n`,
): Promise<void> {
  const before = repository.head();
  const after = repository.commitFiles(
    "main",
    { [path]: text },
    { author: "maintainer", message: "Change a file" },
  );
  const event = {
    repository: repository.state,
    ref: "refs/heads/main",
    before,
    after,
    sender: "maintainer",
  };
  expect(await world.send("push", world.github.payloads.push(event))).toBe(200);
}

/** A person merges or closes a pull request. */
export async function endPull(
  world: World,
  repository: FakeRepository,
  number: number,
  how: "merge" | "close",
): Promise<void> {
  if (how === "merge") repository.mergePull(number, "maintainer");
  else repository.closePull(number, "maintainer");
  const pull = repository.pull(number);
  const event = { action: "closed", sender: "maintainer" } as const;
  await world.send("pull_request", world.github.payloads.pullRequest(repository.state, pull, event));
}

/** Waits until there is nothing left to do today. */
export async function untilQuiet({ redis }: World): Promise<void> {
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
}

/** The workflow files of the pull requests that are open. */
export function openFiles(repository: FakeRepository): readonly string[] {
  return repository
    .pulls()
    .filter(({ state }) => state === "open")
    .map(({ pull }) => pull.headRef.replace("egress-bot/", ""))
    .sort();
}
