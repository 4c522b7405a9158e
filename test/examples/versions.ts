import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { addRepository, path, store, teach, workflow } from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import { ask } from "./ask.ts";
import type { Example } from "./example.ts";
import { openStored, withStore } from "./policy-store.ts";
import { propose, showPull } from "./show.ts";
import { blocking, passDays, settingsPath, spread } from "./world.ts";

const v2194 = "9af89fc71515a100421586dfdb3dc9c984fbf411";
const newer = "89abcdef0123456789abcdef0123456789abcdef";
const unknown = "0123456789abcdef0123456789abcdef01234567";

/** Until the newest release of the table is a week old. */
const untilTarget = 200;

/** The workflow file whose steps use other releases of Harden-Runner, job by job. */
function using(refs: Readonly<Record<string, string>>): string {
  const [head = "", ...jobs] = workflow(...Object.keys(refs)).split("harden-runner@v2\n");
  return Object.values(refs).reduce(
    (text, ref, index) => `${text}harden-runner@${ref}\n${jobs[index] ?? ""}`,
    head,
  );
}

function recordedBy(ref: string, commit: string): readonly Run[] {
  return spread(24, () => ({
    calls: ["a.example.com"],
    actions: [`step-security/harden-runner@${ref} ${commit}`],
  }));
}

async function teachAll(
  repository: FakeRepository,
  jobs: readonly string[],
  runs: readonly Run[],
): Promise<void> {
  for (const jobId of jobs) await teach(repository, jobId, runs);
  passDays(untilTarget);
}

const current = recordedBy(v2194, v2194);

export const versions: readonly Example[] = [
  {
    name: "pull-request-block-and-move",
    what: "Pull request: block egress, by a newer release of Harden-Runner",
    when: "A job is ready, and its Harden-Runner is one with which block mode gets long jobs ended.",
    async write() {
      const repository = addRepository(using({ build: `${v2194} # v2.19.4` }));
      await teachAll(repository, ["build"], current);
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-and-move-jobs",
    what: "Pull request: block egress in some jobs, by a newer release of Harden-Runner",
    when: "Jobs are ready whose Harden-Runner is one with which block mode gets long jobs ended. GitHub has a newer release, and one at another commit than the bot knows.",
    async write() {
      const repository = addRepository(using({ build: v2194, test: "v2.20.0", deploy: "v2" }));
      await store.upstreamTags.remember([
        { tag: "v2.20.1", commit: unknown },
        { tag: "v2.22.0", commit: v2194 },
      ]);
      await teachAll(repository, ["build", "test", "deploy"], current);
      return propose(repository);
    },
  },
  {
    name: "pull-request-move",
    what: "Pull request: move Harden-Runner, and nothing else",
    when: "A job was recorded by a release whose audit records miss connections.",
    async write() {
      const repository = addRepository(using({ build: "v2.13.0" }));
      await teachAll(
        repository,
        ["build"],
        recordedBy("v2.13.0", "ec9f2d5744a09debf3a187a3f4f675c53b671911"),
      );
      return propose(repository);
    },
  },
  {
    name: "pull-request-move-jobs",
    what: "Pull request: move Harden-Runner in some jobs, beside one that comes to block",
    when: "Jobs were recorded by a release whose audit records miss connections, another one is ready.",
    async write() {
      const repository = addRepository(using({ build: "v2.13.0", test: "v2.14.1", deploy: "v2" }));
      await teachAll(repository, ["build", "test", "deploy"], current);
      return propose(repository);
    },
  },
  {
    name: "pull-request-allow-missing-and-move",
    what: "Pull request: allow what is missing, by a newer release of Harden-Runner",
    when: "Block mode refused an endpoint and the job failed. Its Harden-Runner is one with which block mode gets long jobs ended.",
    async write() {
      const text = blocking(["a.example.com:443"], "build").replace("runner@v2", `runner@${v2194} # v2.19.4`);
      const repository = addRepository({ [path]: text });
      const enforced: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" } };
      const failing: Run = { ...enforced, refused: ["b.example.com"], failed: true };
      await teachAll(repository, ["build"], [enforced, failing]);
      return propose(repository);
    },
  },
  {
    name: "pull-request-policy-store-move",
    what: "Pull request: move Harden-Runner before the policy in the store blocks",
    when: "A job asks the Policy Store for its policy and is ready, and its Harden-Runner must not block.",
    write: withStore(
      async ({ repository }) => {
        await teach(repository, "build", current);
        passDays(untilTarget);
        const number = await openStored(repository);
        return showPull(repository, number);
      },
      {
        files: {
          [path]: using({ build: "v2.20.1" }).replace(
            "egress-policy: audit",
            "egress-policy: audit\n          policy: egress-bot.octo-repo.ci.yml.build",
          ),
        },
      },
    ),
  },
  {
    name: "command-status-versions",
    what: "Answer to `/egress status`: versions of Harden-Runner",
    when: "Jobs use releases of Harden-Runner that must not block, or that nobody knows.",
    async write() {
      const repository = addRepository({
        [path]: using({ unknown, newer, ended: "v1", old: v2194 }),
        [settingsPath]: "harden-runner: hold\n",
      });
      await store.upstreamTags.remember([
        { tag: "v2.22.0", commit: newer },
        { tag: "v2.20.0", commit: unknown },
      ]);
      await teachAll(repository, ["unknown", "newer", "ended", "old"], current);
      const number = repository.openIssue("mona", "How are they?").number;
      return ask(repository, number, "/egress status");
    },
  },
];
