import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { addRepository, path, run, store, teach, workflow } from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import { not } from "./after-merge.ts";
import type { Example } from "./example.ts";
import { propose } from "./show.ts";
import { blocking, passDays, said, settingsPath, spread } from "./world.ts";

const list = ["a.example.com:443"];
const ok: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" } };
const failing = (...refused: readonly string[]): Run => ({ ...ok, refused, failed: true });
const [movedFrom, movedTo] = ["objects.githubusercontent.com", "release-assets.githubusercontent.com"];

const deny = (repository: FakeRepository, endpoint: string): Promise<void> =>
  store.decisions.decideEndpoint(repository.id, path, {
    kind: "deny",
    endpoint,
    origin: { kind: "person", ...said, reason: "it was shut down" },
  });

export const repairs: readonly Example[] = [
  {
    name: "pull-request-allow-missing",
    what: "Pull request: allow what is missing in a job that blocks",
    when: "Block mode refused an endpoint and the job failed. The rest of what it refused is only shown.",
    async write() {
      const repository = addRepository(blocking(list, "build", "test"));
      const changed = ["package-lock.json", `octo-org/octo-action@v1 ${"0123456789".repeat(4)}`];
      await teach(repository, "build", [
        ok,
        failing("b.example.com"),
        { ...failing("evil.example.net"), suspects: new Map([["evil.example.net:443", changed]]) },
        {
          ...ok,
          refused: ["a.example.com!", "203.0.113.7", "db.internal", "bad.example.net?", "odd.example.com"],
        },
      ]);
      await teach(repository, "test", [ok]);
      return propose(repository);
    },
  },
  {
    name: "pull-request-allow-missing-many",
    what: "Pull request: allow many missing endpoints",
    when: "Block mode refused ten endpoints in two runs that failed.",
    async write() {
      const repository = addRepository(blocking(list, "build"));
      const hosts = Array.from({ length: 10 }, (_, at) => `module-${at}.example.net`);
      await teach(repository, "build", [ok, failing(...hosts), failing(...hosts)]);
      return propose(repository);
    },
  },
  {
    name: "pull-request-allow-moved",
    what: "Pull request: allow a host that took another's place",
    when: "Block mode refused a host that is known to have moved. Each job of the file that lists the old name gets the new one.",
    async write() {
      const repository = addRepository(blocking([...list, `${movedFrom}:443`], "build", "test"));
      await teach(repository, "build", [ok, failing(movedTo), { ...ok, refused: [movedTo] }]);
      await teach(repository, "test", [ok]);
      return propose(repository);
    },
  },
  {
    name: "pull-request-allow-by-hand",
    what: "Pull request: allow a refused endpoint on somebody's word",
    when: "Block mode refused something, and somebody commented `/egress allow`.",
    async write() {
      const repository = addRepository(blocking(list, "build"));
      await teach(repository, "build", [ok, { ...ok, refused: ["b.example.com"] }]);
      await store.decisions.decideEndpoint(repository.id, path, {
        kind: "allow",
        endpoint: "b.example.com:443",
        origin: { kind: "person", ...said, reason: "the new version needs it" },
      });
      return propose(repository);
    },
  },
  {
    name: "pull-request-allow-missing-and-block",
    what: "Pull request: allow what is missing in one job, and block egress in another",
    when: "A pull request that blocks egress in one job is open when block mode refuses another job what it needs.",
    async write() {
      const text = workflow("ready") + blocking(list, "build").replace(/^[\s\S]*?jobs:\n/, "");
      const repository = addRepository(text);
      await teach(
        repository,
        "ready",
        spread(24, () => ({ calls: ["a.example.com"] })),
      );
      await run(repository);
      await teach(repository, "build", [ok, failing("b.example.com"), failing("b.example.com")]);
      return propose(repository);
    },
  },
  {
    name: "pull-request-return-to-audit",
    what: "Pull request: return a job to audit mode",
    when: "Somebody commented `/egress audit JOB` on a job that blocks.",
    async write() {
      const repository = addRepository(blocking(list, "build", "test"));
      await teach(repository, "build", [ok]);
      await store.decisions.decideJob(repository.id, path, "build", { kind: "audit", ...said });
      return propose(repository);
    },
  },
  {
    name: "pull-request-remove-unused",
    what: "Pull request: remove entries that are not used any more",
    when: "No run called an entry that the bot once proposed for 90 days and 50 complete runs.",
    async write() {
      const repository = addRepository(workflow("build"));
      const calls = ["a.example.com", "old.example.com", "objects.githubusercontent.com"];
      await teach(
        repository,
        "build",
        spread(60, () => ({ calls })),
      );
      const { pullRequest } = await run(repository);
      repository.mergePull(pullRequest ?? 0, "mona");
      await run(repository);
      passDays(100);
      const later = (index: number): Run => ({ ...ok, runId: 5_000 + index, day: 60 + index * 1.5 });
      await teach(repository, "build", spread(66, later));
      return propose(repository);
    },
  },
  {
    name: "pull-request-remove-denied",
    what: "Pull request: remove an entry that turned off all blocking",
    when: "An entry does not resolve, so that nothing was blocked, and somebody commented `/egress deny` on the alarm.",
    async write() {
      const repository = addRepository(blocking([...list, "mirror.example.org:443"], "build"));
      await teach(repository, "build", [ok]);
      await run(repository);
      const enforcement = not("host-unresolved", "mirror.example.org");
      await teach(repository, "build", [{ ...ok, runId: 2_000, day: 40, enforcement }]);
      await deny(repository, "mirror.example.org:443");
      return propose(repository);
    },
  },
  {
    name: "pull-request-remove-denied-and-unused",
    what: "Pull request: remove denied and unused entries",
    when: "Somebody denied two entries of a list, and another was not called for 90 days and 50 complete runs.",
    async write() {
      const repository = addRepository(workflow("build"));
      const calls = ["a.example.com", "old.example.com", "b.example.com", "c.example.com"];
      await teach(
        repository,
        "build",
        spread(60, () => ({ calls })),
      );
      const { pullRequest } = await run(repository);
      repository.mergePull(pullRequest ?? 0, "mona");
      await run(repository);
      passDays(100);
      const later = (index: number): Run => ({
        ...ok,
        calls: ["a.example.com", "b.example.com", ...(index < 60 ? ["c.example.com"] : [])],
        runId: 5_000 + index,
        day: 60 + index * 1.5,
      });
      await teach(repository, "build", spread(66, later));
      for (const host of ["b.example.com", "c.example.com"]) await deny(repository, `${host}:443`);
      return propose(repository);
    },
  },
  {
    name: "pull-request-remove-denied-jobs",
    what: "Pull request: remove denied entries from two jobs",
    when: "The settings deny an entry of two lists.",
    async write() {
      const text = blocking([...list, "evil.example.net:443"], "build", "test");
      const settings = "deny:\n  - evil.example.net\n";
      const repository = addRepository({ [path]: text, [settingsPath]: settings });
      for (const job of ["build", "test"]) await teach(repository, job, [ok]);
      return propose(repository);
    },
  },
  {
    name: "pull-request-remove-unused-jobs",
    what: "Pull request: remove unused entries from two jobs",
    when: "No run of two jobs called an entry that the bot once proposed for 90 days and 50 complete runs.",
    async write() {
      const jobs = ["build", "test"];
      const repository = addRepository(workflow(...jobs));
      const calls = ["a.example.com", "old.example.com"];
      for (const job of jobs)
        await teach(
          repository,
          job,
          spread(60, () => ({ calls })),
        );
      const { pullRequest } = await run(repository);
      repository.mergePull(pullRequest ?? 0, "mona");
      await run(repository);
      passDays(100);
      const later = (index: number): Run => ({ ...ok, runId: 5_000 + index, day: 60 + index * 1.5 });
      for (const job of jobs) await teach(repository, job, spread(66, later));
      return propose(repository);
    },
  },
];
