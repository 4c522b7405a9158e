import { addRepository, path, store, teach, workflow } from "../features/propose/propose-setup.ts";
import type { Example } from "./example.ts";
import { propose, showPull } from "./show.ts";
import { onPullRequests, openProposal, said, settingsPath, spread, teachFrom } from "./world.ts";

const quiet = spread(24, () => ({ calls: ["a.example.com"] }));

const conditions: Readonly<Record<string, string>> = {
  tags: "startsWith(github.ref, 'refs/tags/')",
  debug: "runner.debug == '1'",
  pull_request: "github.event_name == 'pull_request'",
};

export const doubtfulSwitches: readonly Example[] = [
  {
    name: "pull-request-block-changed",
    what: "Pull request: block egress in a job that called something new since",
    when: "After the pull request was opened, a run called something that no run before had called.",
    async write() {
      const { repository } = await openProposal();
      await teach(repository, "build", [{ calls: ["new.example.com"], runId: 1_900, day: 17 }]);
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-own-dns",
    what: "Pull request: block egress in a job that asks DNS servers of its own",
    when: "A job asks public DNS servers past the runner's. Its guard step is named for audit mode, has the well-known reminder and an input that is not known.",
    async write() {
      const text = workflow("build")
        .replace(
          "- uses: step-security",
          "- name: Harden the runner (Audit all outbound calls)\n        uses: step-security",
        )
        .replace(
          "egress-policy: audit",
          "egress-policy: audit # TODO: change to 'egress-policy: block' after couple of runs\n          exempt-files: package.json",
        );
      const repository = addRepository(text);
      await teach(
        repository,
        "build",
        quiet.map((one) => ({ ...one, addresses: ["1.1.1.1:53", "8.8.8.8:53"] })),
      );
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-reusable",
    what: "Pull request: block egress in a reusable workflow",
    when: "The workflow may be called, and by other repositories too, whose runs the bot does not see.",
    async write() {
      const text = workflow("build").replace("on: push", "on: [push, workflow_call]");
      const repository = addRepository(text);
      await teach(repository, "build", quiet);
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-pull-requests-only",
    what: "Pull request: block egress in a job that runs on pull requests only",
    when: "A job never ran on the default branch, so it was learned from pull requests of the same repository.",
    async write() {
      const repository = addRepository(workflow("build"));
      await teachFrom("pull-request", repository, "build", quiet);
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-low-confidence",
    what: "Pull request: block egress in a job that runs seldom",
    when: "The settings say `infrequent: propose`, and a job runs too seldom to be judged like others.",
    async write() {
      const settings = { [settingsPath]: "ready: {infrequent: propose}\n" };
      const repository = addRepository({ [path]: workflow("build"), ...settings });
      await teach(
        repository,
        "build",
        spread(4, (index) => ({ calls: ["a.example.com"], day: index * 14 })),
      );
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-failing-leg",
    what: "Pull request: block egress in a job with a leg that always fails",
    when: "One leg of a matrix is an experiment that never succeeds. Another job has steps that run where the bot does not learn.",
    async write() {
      const steps = ["tags", "debug", "pull_request"].map(
        (name) => `      - name: ${name}\n        if: ${conditions[name]}\n        run: make ${name}`,
      );
      const text = onPullRequests(`${workflow("build", "release")}${steps.join("\n")}\n`);
      const repository = addRepository(text);
      const legs = spread(48, (index) => ({
        calls: ["a.example.com"],
        runId: 1_000 + (index >> 1),
        day: (index >> 1) * 0.67,
        leg: index % 2 === 0 ? "build (22)" : "build (nightly)",
        complete: index % 2 === 0,
      }));
      await teach(repository, "build", legs);
      await teach(repository, "release", quiet);
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-on-command",
    what: "Pull request: block egress in a job although something is missing",
    when: "Somebody commented `/egress propose JOB` on a job that was not ready.",
    async write() {
      const repository = addRepository(workflow("build"));
      await teach(repository, "build", quiet.slice(0, 3));
      const gates = ["too-few-runs", "too-few-quiet-runs", "list-too-young", "too-few-days"];
      await store.decisions.decideJob(repository.id, path, "build", { kind: "propose", ...said, gates });
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-pattern-asked",
    what: "Pull request: a pattern waits for somebody's word",
    when: "One job is ready; another calls names that change from run to run, and the settings say `wildcards: ask`.",
    async write() {
      const repository = addRepository(workflow("build", "test"));
      await teach(repository, "test", quiet);
      await teach(
        repository,
        "build",
        spread(16, (index) => ({ calls: [`node-${"abcdefghijklmnop"[index]}x.cdn.example.com`] })),
      );
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-many-others",
    what: "Pull request: block egress in one of many jobs",
    when: "A job is ready, and so many others of the file are not that their table is folded.",
    async write() {
      const others = Array.from({ length: 16 }, (_, index) => `job-${index + 1}`);
      const { repository, number } = await openProposal(workflow("build", ...others));
      return showPull(repository, number);
    },
  },
];
