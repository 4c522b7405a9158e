import type { components } from "@octokit/openapi-webhooks-types";
import { expect, test } from "vitest";
import { github, installation, openTopic, repository, useFakeGitHub, workflow } from "./harness.ts";

type Webhooks = components["schemas"];
type Completed = Webhooks["webhook-workflow-run-completed"];
/** The description denies it, but GitHub sends null for the repository of a fork that is gone. */
type CompletedOfAny = Omit<Completed, "workflow_run"> & {
  readonly workflow_run: Omit<Completed["workflow_run"], "head_repository"> & {
    readonly head_repository: unknown;
  };
};

useFakeGitHub();

// What is tested here is mostly tested by the compiler: each payload is whole by GitHub's own description.
test("payloads have all that GitHub's have", () => {
  const { payloads } = github;
  const run = github.addRun({ repository, path: workflow, headSha: repository.head() ?? "", jobs: [] });
  const pull = openTopic();
  const comment = repository.comment(pull.number, "mona", "Hello");
  const [state, sender] = [repository.state, "mona"];
  const whole = {
    completed: payloads.workflowRun(run, "completed") satisfies CompletedOfAny,
    commented: payloads.issueComment(
      state,
      comment,
      "created",
    ) satisfies Webhooks["webhook-issue-comment-created"],
    opened: payloads.pullRequest(state, pull, {
      action: "opened",
      sender,
    }) satisfies Webhooks["webhook-pull-request-opened"],
    closed: payloads.pullRequest(state, pull, {
      action: "closed",
      sender,
    }) satisfies Webhooks["webhook-pull-request-closed"],
    reopened: payloads.pullRequest(state, pull, {
      action: "reopened",
      sender,
    }) satisfies Webhooks["webhook-pull-request-reopened"],
    synchronize: payloads.pullRequest(state, pull, {
      action: "synchronize",
      sender,
    }) satisfies Webhooks["webhook-pull-request-synchronize"],
    installed: payloads.installation(
      installation,
      "created",
    ) satisfies Webhooks["webhook-installation-created"],
    uninstalled: payloads.installation(
      installation,
      "deleted",
    ) satisfies Webhooks["webhook-installation-deleted"],
    unsuspended: payloads.installation(
      installation,
      "unsuspend",
    ) satisfies Webhooks["webhook-installation-unsuspend"],
    added: payloads.installationRepositories(installation, "added", [
      state,
    ]) satisfies Webhooks["webhook-installation-repositories-added"],
    removed: payloads.installationRepositories(installation, "removed", [
      state,
    ]) satisfies Webhooks["webhook-installation-repositories-removed"],
  };
  expect(whole.synchronize).toMatchObject({ before: expect.any(String), after: pull.pull.headSha });
  for (const payload of Object.values(whole))
    expect(payload).toMatchObject({
      installation: { id: installation.id },
      sender: { id: expect.any(Number) },
    });
});
