import type { ProposeAction, ProposeResult } from "../../src/features/propose/result.ts";
import { github, workflow } from "../features/propose/propose-setup.ts";
import { ask, askAll, withOthers } from "./ask.ts";
import type { Example } from "./example.ts";
import { addRuns, guardedWorkflow } from "./real-runs.ts";
import { openProposal } from "./world.ts";

const actions: readonly ProposeAction[] = [
  "opened",
  "updated",
  "unchanged",
  "closed",
  "none",
  "hands-off",
  "rejected",
  "no-file",
  "held-back",
  "not-permitted",
  "archived",
];

const nothing: Omit<ProposeResult, "action" | "pullRequest"> = {
  added: [],
  removed: [],
  jobs: [],
  policyChanges: [],
};

const mistakes: readonly string[] = [
  "/egress explain",
  "/egress explain a b",
  "/egress allow b.example.com",
  `/egress allow b.example.com ${"very ".repeat(61)}long`,
  "/egress allow -b- x",
  "/egress allow b_c.example.com x",
  "/egress allow b.example.com:99999 x",
  "/egress allow 10.0.0.1 x",
  "/egress allow *.*.example.com x",
  "/egress allow b.example.com:53 x",
  "/egress allow db.internal x",
  "/egress allow *.cloudfront.net x",
  "/egress deny",
  "/egress propose",
  "/egress relearn <job>",
  "/egress ignore none.yml:build",
  "/egress ignore broken.yml:build",
  "/egress audit nope",
];

export const commands: readonly Example[] = [
  {
    name: "command-not-allowed",
    what: "Answer to somebody who may not command",
    when: "Somebody without write access comments a command on the bot's pull request.",
    async write() {
      const { repository, number } = await openProposal();
      github.addUser({ login: "hubot" });
      return ask(repository, number, "/egress refresh", { login: "hubot" });
    },
  },
  {
    name: "command-help",
    what: "Answer to `/egress help`",
    when: "Somebody comments it on the bot's pull request.",
    async write() {
      const { repository, number } = await openProposal();
      return ask(repository, number, "/egress help");
    },
  },
  {
    name: "command-unknown",
    what: "Answers to unknown commands",
    when: "Somebody comments `/egress` with a word that is no command, near one or not.",
    async write() {
      const { repository, number } = await openProposal();
      return askAll(repository, number, ["/egress refrehs", "/egress please"]);
    },
  },
  {
    name: "command-mistakes",
    what: "Answers to commands with mistakes",
    when: "Something is missing behind a command, is not what is expected, or is not there.",
    async write() {
      const { repository, number, issue } = await withOthers();
      const many = Array.from({ length: 20 }, (_, index) => `job-${index + 1}`);
      const files = { ".github/workflows/many.yml": workflow(...many) };
      const onIssue = [
        "/egress propose nope",
        "/egress propose build",
        "/egress allow b.example.com we need it",
      ];
      const known = await askAll(repository, issue, onIssue.slice(0, 2));
      repository.commitFiles("main", files, { author: "mona", message: "Add jobs" });
      return [
        ...(await askAll(repository, number, mistakes)),
        ...known,
        ...(await askAll(repository, issue, onIssue.slice(2))),
      ];
    },
  },
  {
    name: "command-refresh",
    what: "Answer to `/egress refresh` that learned new runs",
    when: "Somebody comments it, and there were runs that the bot had not seen.",
    async write() {
      const { repository, number } = await openProposal(guardedWorkflow);
      addRuns(repository, 3, ["build.example.com", "new.example.com"]);
      addRuns(repository, 1, [], {
        event: "pull_request",
        headBranch: "dependabot/npm",
        actor: "dependabot[bot]",
      });
      addRuns(repository, 1, [], {}, { rawLog: { state: "expired" } });
      addRuns(repository, 1, ["build.example.com"], { conclusion: "failure" }, { conclusion: "failure" });
      return ask(repository, number, "/egress refresh");
    },
  },
  {
    name: "command-refresh-gone",
    what: "Answer to `/egress refresh` whose runs are gone",
    when: "GitHub deleted runs while the bot wanted to read them.",
    async write() {
      const { repository, number } = await openProposal(guardedWorkflow);
      addRuns(repository, 2, ["build.example.com"]);
      const learnRun = async () => {
        throw Object.assign(new Error("Not Found"), { status: 404 });
      };
      return ask(repository, number, "/egress refresh", { learnRun });
    },
  },
  {
    name: "command-outcomes",
    what: "Answers to `/egress refresh`, with everything that may become of the pull request",
    when: "Somebody comments `/egress refresh`; the answers to `allow`, `deny`, `propose`, `ignore` and `audit` say it with the same words.",
    async write() {
      const { repository, number } = await openProposal();
      const parts = [];
      for (const pullRequest of [number, 77])
        for (const action of pullRequest === number ? actions : actions.slice(0, 4)) {
          const propose = async () => ({ ...nothing, action, pullRequest });
          const [answer] = await ask(repository, number, "/egress refresh", { propose });
          parts.push([`${action}, pull request ${pullRequest}`, answer?.[1] ?? ""] as const);
        }
      return parts;
    },
  },
  {
    name: "command-relearn",
    what: "Answer to `/egress relearn JOB`",
    when: "Somebody comments it.",
    async write() {
      const { repository, number } = await openProposal();
      return ask(repository, number, "/egress relearn build");
    },
  },
];
