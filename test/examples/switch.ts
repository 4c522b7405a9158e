import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  addRepository,
  dead,
  path,
  run,
  store,
  teach,
  useResolvers,
  workflow,
} from "../features/propose/propose-setup.ts";
import type { Example } from "./example.ts";
import { propose } from "./show.ts";
import { said, settingsPath, spread } from "./world.ts";

const quiet = spread(24, () => ({ calls: ["a.example.com"] }));

/** A job with something of everything. */
async function teachRealistic(repository: FakeRepository): Promise<void> {
  const runs = spread(70, (index) => ({
    calls: ["packages.example.org", "gist.github.com", "once.example.org"].slice(0, index === 0 ? 3 : 2),
    endpoints: [
      { host: "registry.npmjs.org", processes: ["npm"], steps: ["Install"] },
      ...(index % 3 === 0 ? [{ host: "repo.maven.apache.org", processes: ["java"], steps: ["Build"] }] : []),
      {
        host: "cdn.example.org",
        via: "resolved-shared-address" as const,
        sharedWith: ["packages.example.org"],
      },
      {
        host: "cdn.example.net",
        via: "resolved-shared-address" as const,
        sharedWith: ["packages.example.org"],
      },
      { host: "github.com", implicit: true },
      { host: "metadata.example.org", alwaysReachable: true },
      { host: "time.example.org", port: 123 },
      { host: "db.internal" },
      { host: "telemetry.example.net" },
      { host: "gone.example.org" },
    ],
    resolvedOnly: ["looked-up.example.net"],
    addresses: ["168.63.129.16:80"],
  }));
  dead.add("gone.example.org");
  await teach(repository, "build", runs);
  const word = (kind: "allow" | "deny", endpoint: string, reason: string) =>
    store.decisions.decideEndpoint(repository.id, path, {
      kind,
      endpoint,
      origin: { kind: "person", ...said, reason },
    });
  await word("allow", "mirror.example.com:443", "the weekly mirror");
  await word("deny", "telemetry.example.net:443", "nobody needs it");
}

export const switches: readonly Example[] = [
  {
    name: "pull-request-block",
    what: "Pull request: block egress in a job",
    when: "A job has called the same endpoints for long enough. Other jobs of the file are not ready yet.",
    async write() {
      const jobs = ["build", "test", "deploy", "lint", "docs", "publish", "windows"];
      const repository = addRepository(`${workflow(...jobs)}  plain:\n    steps:\n      - run: make\n`);
      await teachRealistic(repository);
      await teach(repository, "test", quiet.slice(0, 4));
      await teach(
        repository,
        "deploy",
        quiet.map((one) => ({ ...one, addresses: ["203.0.113.7:443"] })),
      );
      await teach(
        repository,
        "publish",
        quiet.map((one) => ({ ...one, steps: [] })),
      );
      await teach(
        repository,
        "windows",
        quiet.map((one) => ({ ...one, unguarded: "windows-runner" as const })),
      );
      await store.decisions.decideJob(repository.id, path, "docs", { kind: "ignore", ...said });
      return propose(repository);
    },
  },
  {
    name: "pull-request-dns-off",
    what: "Pull request: block egress, where hosts are not looked up",
    when: "A job is ready, and whoever runs the bot has set `DNS_SERVERS=off`.",
    async write() {
      useResolvers(false);
      const repository = addRepository(workflow("build"));
      await teach(repository, "build", quiet);
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-jobs",
    what: "Pull request: block egress in more than one job",
    when: "Two jobs of a file are ready at once. One calls so much that its table is folded, with a pattern; the file lists something already.",
    async write() {
      const list = "allowed-endpoints: |\n            old.example.com:443\n            a.example.com:443";
      const text = workflow("build", "test").replace("audit", `audit\n          ${list}`);
      const repository = addRepository({ [path]: text, [settingsPath]: "wildcards: allow\n" });
      await teach(
        repository,
        "build",
        spread(130, (index) => ({
          day: index * 0.45,
          calls: [
            ...Array.from({ length: 16 }, (_, at) => `host-${"abcdefghijklmnop"[at]}.example-${at}.com`),
            ...(index % 4 === 0 ? [`node-${index}.cdn.example.com`] : []),
          ],
        })),
      );
      await teach(
        repository,
        "test",
        spread(48, (index) => ({
          calls: ["a.example.com"],
          runId: 2_000 + Math.floor(index / 2),
          day: Math.floor(index / 2),
          leg: index % 2 === 0 ? "test (ubuntu)" : "test (arm)",
          ...(index % 2 === 1 && { unguarded: "arm-runner" as const }),
        })),
      );
      return propose(repository);
    },
  },
  {
    name: "pull-request-block-nothing-called",
    what: "Pull request: block all egress in a job",
    when: "A job is ready and called nothing that would have to be allowed.",
    async write() {
      const repository = addRepository(workflow("build"));
      await teach(
        repository,
        "build",
        spread(24, () => ({})),
      );
      return propose(repository);
    },
  },
  {
    name: "pull-request-settings-mistakes",
    what: "Pull request: mistakes in the settings",
    when: "A pull request is open or opened while a settings file has mistakes.",
    async write() {
      const repository = addRepository({
        [path]: workflow("build"),
        [settingsPath]: "deny: [z.example.com]\n",
      });
      await teach(repository, "build", quiet);
      await run(repository);
      const wrong = { [settingsPath]: "wildcard: never\nready:\n  runs: 0\npull-request: 3\n" };
      repository.commitFiles("main", wrong, { author: "mona", message: "Change the settings" });
      return propose(repository);
    },
  },
];
