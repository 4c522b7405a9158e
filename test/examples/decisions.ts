import { addRepository, path, store, teach, workflow } from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import { ask, askAll, withOthers } from "./ask.ts";
import type { Example } from "./example.ts";
import { blocking, openProposal } from "./world.ts";

export const decisions: readonly Example[] = [
  {
    name: "command-propose",
    what: "Answers to `/egress propose JOB`",
    when: "Somebody comments it on a job that lacks something, on one that is ready, and on jobs that no word can help.",
    async write() {
      const { repository, number, issue } = await withOthers();
      const young: Run = { calls: ["y.example.com"], addresses: ["203.0.113.9:443"], steps: ["Run make"] };
      await teach(repository, "young", [young, young]);
      const jobs = ["young", "build", "plain", "done"].map((job) => `/egress propose ${job}`);
      return [
        ...(await askAll(repository, number, jobs)),
        ...(await askAll(repository, issue, ["/egress propose ci.yml:build", "/egress propose lint"])),
      ];
    },
  },
  {
    name: "command-ignore",
    what: "Answer to `/egress ignore JOB`",
    when: "Somebody comments it on a pull request with two jobs.",
    async write() {
      const { repository, number } = await openProposal(workflow("build", "test"), "build", "test");
      return ask(repository, number, "/egress ignore build");
    },
  },
  {
    name: "command-audit",
    what: "Answer to `/egress audit JOB`",
    when: "Somebody comments it on an issue, about a job that blocks.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      return ask(repository, repository.openIssue("mona", "Too strict").number, "/egress audit ci.yml:build");
    },
  },
  {
    name: "command-allow",
    what: "Answers to `/egress allow HOST REASON`",
    when: "Somebody comments it about what no job was refused, and about what block mode refused a job.",
    async write() {
      const { repository, number } = await withOthers();
      await teach(repository, "done", [{ enforcement: { state: "enforced" }, refused: ["b.example.com"] }]);
      return [
        ...(await ask(repository, number, "/egress allow mirror.example.com:8443 the weekly mirror")),
        ...(await ask(repository, number, "/egress allow b.example.com the new version needs it")),
      ];
    },
  },
  {
    name: "command-deny",
    what: "Answers to `/egress deny HOST`",
    when: "Somebody comments it about a listed host, about one that was allowed before, and after a later word of somebody else's.",
    async write() {
      const { repository, number } = await openProposal(workflow("build", "test", "lint"), "build", "test");
      await teach(repository, "lint", [{ calls: ["lint.example.com"] }, { calls: ["new.example.com"] }]);
      await store.decisions.decideEndpoint(repository.id, path, {
        kind: "allow",
        endpoint: "later.example.com:443",
        origin: { kind: "person", login: "octocat", at: "2026-03-02T00:00:00Z", reason: "we need it" },
      });
      return askAll(repository, number, [
        "/egress deny test.example.com nobody needs it",
        "/egress allow test.example.com it is needed after all",
        "/egress deny later.example.com",
      ]);
    },
  },
  {
    name: "command-ignore-closes",
    what: "Answer to `/egress ignore JOB` that closes the pull request",
    when: "Somebody comments it about the only job of the pull request.",
    async write() {
      const { repository, number } = await openProposal();
      return ask(repository, number, "/egress ignore build");
    },
  },
];
