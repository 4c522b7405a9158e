import type { Store } from "../../src/adapters/store/store.ts";
import type { FakeGitHub } from "../fake-github/fake-github.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { toBytes } from "../support/baseline-builder.ts";
import { guarded } from "../support/scenario.ts";

/** What is there in the end: the baselines, and the pull requests with the files they propose. */
export async function describeEnd(repository: FakeRepository, store: Store): Promise<unknown> {
  const baselines = await Promise.all(
    Object.entries(guarded).map(([path, jobId]) =>
      store.baselines.read({ repositoryId: repository.id, path, jobId, source: "default-branch" }),
    ),
  );
  const pulls = repository.pulls().map(({ title, state, body, pull }) => ({
    title,
    state,
    // Where GitHub listens is another place in every test, and the body's own digest tells of it.
    body: body?.replaceAll(/http:\/\/127\.0\.0\.1:\d+|egress-bot:text=\w+/g, ""),
    branch: pull.headRef,
    files: Object.keys(guarded).map((path) => repository.file(path, pull.headRef)),
  }));
  return {
    baselines: baselines.map(toBytes),
    pulls: pulls.sort((a, b) => (a.branch < b.branch ? -1 : 1)),
  };
}

/** Has each pull request looked at once more: while nothing but numbers changes, these may be a day old. */
export async function lookAgain(
  github: FakeGitHub,
  repository: FakeRepository,
  send: (event: "pull_request", payload: unknown) => Promise<unknown>,
): Promise<void> {
  for (const pull of repository.pulls())
    await send(
      "pull_request",
      github.payloads.pullRequest(repository.state, pull, { action: "reopened", sender: "maintainer" }),
    );
}
