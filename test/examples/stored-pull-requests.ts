import { path, run, teach, workflow } from "../features/propose/propose-setup.ts";
import type { Example } from "./example.ts";
import { inFiles, inStore, openStored, withStore } from "./policy-store.ts";
import { showComments, showIssues, showPull } from "./show.ts";
import { onPullRequests, spread } from "./world.ts";

const calling = (permissions: string) =>
  `on: push\npermissions: {${permissions}}\njobs:\n  call:\n    uses: ./.github/workflows/ci.yml\n`;
const reusable = `permissions:\n  contents: read\n${workflow("build").replace("on: push", "on: [workflow_call, pull_request]")}`;
const good = { ".github/workflows/good.yml": calling("id-token: write") };
const bad = { ".github/workflows/bad.yml": calling("contents: read") };
const two = `permissions:\n  contents: read\n${onPullRequests(workflow("build", "test"))}`;

export const storedPullRequests: readonly Example[] = [
  {
    name: "pull-request-policy-store",
    what: "Pull request: let a job take its policy from the Policy Store",
    when: "A job is ready, and the settings say `mode: policy-store`.",
    write: withStore(async ({ repository }) => showPull(repository, await openStored(repository))),
  },
  {
    name: "pull-request-policy-store-jobs",
    what: "Pull request: let more than one job take its policy from the Policy Store",
    when: "Two jobs of a file that runs on pull requests are ready, and the settings say `mode: policy-store`.",
    write: withStore(
      async ({ repository }) => {
        await teach(
          repository,
          "test",
          spread(24, () => ({ calls: ["t.example.com"] })),
        );
        return showPull(repository, await openStored(repository));
      },
      { files: { [path]: two } },
    ),
  },
  {
    name: "pull-request-policy-store-callers",
    what: "Pull request: policy of a reusable workflow, whose callers lack a permission",
    when: "A job of a workflow that others call is ready, and a caller does not grant `id-token: write`.",
    write: withStore(async ({ repository }) => showPull(repository, await openStored(repository)), {
      files: { [path]: reusable, ...good, ...bad },
    }),
  },
  {
    name: "pull-request-policy-store-callers-right",
    what: "Pull request: policy of a reusable workflow, whose callers are right",
    when: "A job of a workflow that others call is ready, and every caller in the repository grants `id-token: write`.",
    write: withStore(async ({ repository }) => showPull(repository, await openStored(repository)), {
      files: { [path]: reusable, ...good },
    }),
  },
  {
    name: "closed-moved-to-workflow-file",
    what: "Comment: closed, as the lists are kept in the workflow files now",
    when: "The settings change from `mode: policy-store` to `mode: inline` while a pull request is open.",
    write: withStore(async ({ repository }) => {
      const number = await openStored(repository);
      repository.commitFiles("main", inFiles, { author: "mona", message: "Keep lists in files" });
      await run(repository);
      return showComments(repository, number);
    }),
  },
  {
    name: "closed-moved-to-policy-store",
    what: "Comment: closed, as the lists are kept in the Policy Store now",
    when: "The settings change from `mode: inline` to `mode: policy-store` while a pull request is open.",
    write: withStore(
      async ({ repository }) => {
        const number = await openStored(repository);
        repository.commitFiles("main", inStore, { author: "mona", message: "Keep lists in the store" });
        await run(repository);
        return showComments(repository, number);
      },
      { files: inFiles },
    ),
  },
  {
    name: "issue-not-permitted-policy-store-key",
    what: "Issue: the App has no key for the Policy Store",
    when: "The settings say `mode: policy-store`, and whoever runs the App has set no key.",
    write: withStore(
      async ({ repository }) => {
        await openStored(repository);
        return showIssues(repository);
      },
      { hasKey: false },
    ),
  },
  {
    name: "issue-not-permitted-policy-store-refused",
    what: "Issue: the Policy Store does not accept the App's key",
    when: "The settings say `mode: policy-store`, and the key is wrong.",
    write: withStore(async ({ repository, fake }) => {
      fake.faults.faultAll("401");
      await openStored(repository);
      return showIssues(repository);
    }),
  },
];
