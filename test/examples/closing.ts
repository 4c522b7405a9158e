import { renderNotPermitted } from "../../src/domain/text/not-permitted.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  addRepository,
  branch,
  dead,
  github,
  path,
  run,
  runsCalling,
  store,
  teach,
  workflow,
} from "../features/propose/propose-setup.ts";
import type { Example, Part } from "./example.ts";
import { showComments, showIssues } from "./show.ts";
import { blocking, openProposal, said, spread } from "./world.ts";

/** What the bot says on its open pull request after a change of files on the default branch. */
async function afterCommit(files: Readonly<Record<string, string | null>>): Promise<readonly Part[]> {
  const { repository, number } = await openProposal();
  repository.commitFiles("main", files, { author: "mona", message: "Change the file" });
  await run(repository);
  return showComments(repository, number);
}

/** The same after something was learned or decided. */
async function after(change: (repository: FakeRepository) => Promise<unknown>): Promise<readonly Part[]> {
  const { repository, number } = await openProposal(workflow("build", "test", "lint"));
  await change(repository);
  await run(repository);
  return showComments(repository, number);
}

const quiet = { calls: ["build.example.com"] };

export const closings: readonly Example[] = [
  {
    name: "closed-blocks-already",
    what: "Comment: closed, as the job blocks by another way",
    when: "The bot closes its pull request because somebody has made the change in another way.",
    write: () => afterCommit({ [path]: blocking(["build.example.com:443"], "build") }),
  },
  {
    name: "closed-file-gone",
    what: "Comment: closed, as the workflow file is gone",
    when: "The bot closes its pull request because the default branch has no such file any more.",
    write: () => afterCommit({ [path]: null }),
  },
  {
    name: "closed-file-unreadable",
    what: "Comment: closed, as the workflow file cannot be read",
    when: "The bot closes its pull request because the workflow file on the default branch has a mistake.",
    write: () => afterCommit({ [path]: "jobs: [\n" }),
  },
  {
    name: "closed-held",
    what: "Comment: closed, as no list can help",
    when: "The bot closes its pull request because the job called an address without a name since.",
    write: () =>
      after((it) =>
        teach(it, "build", [{ ...quiet, addresses: ["203.0.113.7:443"], runId: 1_900, day: 17 }]),
      ),
  },
  {
    name: "closed-ignored",
    what: "Comment: closed, as the job is to be left alone",
    when: "The bot closes its pull request because somebody commented `/egress ignore JOB` for its last job.",
    write: () => after(({ id }) => store.decisions.decideJob(id, path, "build", { kind: "ignore", ...said })),
  },
  {
    name: "hands-off-branch",
    what: "Comment: somebody has pushed to the bot's branch",
    when: "Somebody else's commit is on the branch of the bot's pull request. Said once.",
    async write() {
      const { repository, number } = await openProposal();
      repository.commitFiles(branch, { "README.md": "two\n" }, { author: "mona", message: "Add" });
      await run(repository);
      return showComments(repository, number);
    },
  },
  {
    name: "hands-off-pull-request",
    what: "Comment: somebody else has opened a pull request from the bot's branch",
    when: "The bot's own pull request was closed, and somebody opened another one from its branch. Said once.",
    async write() {
      const { repository, number } = await openProposal();
      repository.closePull(number, "mona");
      await teach(
        repository,
        "build",
        spread(40, () => ({ calls: ["build.example.com", "z.example.com"] })),
      );
      const own = repository.openPull("mona", { title: "Mine", head: branch, base: "main" });
      await run(repository);
      return showComments(repository, own.number);
    },
  },
];

export const permissions: readonly Example[] = [
  {
    name: "issue-not-permitted-permission",
    what: "Issue: the App lacks a permission",
    when: "GitHub refuses what the bot wants to write. The second comment closes the issue once it works.",
    async write() {
      const repository = addRepository(workflow("build"));
      await teach(repository, "build", runsCalling(["a.example.com"]));
      github.faults.next("POST", /\/git\/trees$/, "forbidden");
      await run(repository);
      await run(repository);
      return showIssues(repository);
    },
  },
  {
    name: "issue-not-permitted-permission-named",
    what: "Issue: the App lacks a permission that GitHub names",
    when: "The same, where GitHub says which permission it asks for.",
    async write() {
      const file = { path, branch, owner: "octo-org" };
      const { title, body } = renderNotPermitted({ code: "permission", wanted: "workflows=write" }, file);
      return [
        ["Title", title],
        ["Body", body],
      ];
    },
  },
  {
    name: "issue-not-permitted-rules",
    what: "Issue: the rules of the repository keep the bot from its branch",
    when: "The bot may not make the branch of its first pull request.",
    async write() {
      const repository = addRepository(workflow("build"));
      await teach(repository, "build", runsCalling(["a.example.com"]));
      repository.state.lockedBranches.add(branch);
      await run(repository);
      return showIssues(repository);
    },
  },
  {
    name: "issue-branch-taken",
    what: "Issue: somebody's branch stands where the bot's would",
    when: "The branch of a proposal has commits that are not the bot's, and no pull request on which it could be said. The comment closes the issue once the branch is gone.",
    async write() {
      const repository = addRepository(workflow("build"));
      await teach(repository, "build", runsCalling(["a.example.com"]));
      repository.commitFiles(branch, { [path]: "on: push\n" }, { author: "mona", message: "Mine" });
      await run(repository);
      repository.state.refs.delete(`refs/heads/${branch}`);
      await run(repository);
      return showIssues(repository);
    },
  },
  {
    name: "comment-not-permitted-rules",
    what: "Comment: the rules of the repository keep the bot from its branch",
    when: "The bot may not move the branch of its open pull request. Said once.",
    async write() {
      const { repository, number } = await openProposal();
      dead.add("build.example.com");
      await teach(repository, "build", [{ ...quiet, calls: ["new.example.com"], runId: 1_900, day: 17 }]);
      repository.state.lockedBranches.add(branch);
      await run(repository);
      return showComments(repository, number);
    },
  },
];
