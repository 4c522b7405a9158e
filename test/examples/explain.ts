import { addRepository, path, run, store, teach, workflow } from "../features/propose/propose-setup.ts";
import { ask, askAll, askOnPage, explain, later } from "./ask.ts";
import type { Example } from "./example.ts";
import { addRuns, guardedWorkflow } from "./real-runs.ts";
import { openProposal, passDays, said, settingsPath, spread } from "./world.ts";

export const explanations: readonly Example[] = [
  {
    name: "command-explain-called",
    what: "Answer to `/egress explain HOST`: called, with its addresses",
    when: "Somebody asks about a host that runs called, and the log of the newest is still there.",
    async write() {
      const { repository, number } = await openProposal(guardedWorkflow);
      addRuns(repository, 3, ["build.example.com", "registry.npmjs.org"]);
      await ask(repository, number, "/egress refresh");
      return ask(repository, number, "/egress explain registry.npmjs.org");
    },
  },
  {
    name: "command-explain-log-gone",
    what: "Answer to `/egress explain HOST`: the log is gone",
    when: "Somebody asks about a host that runs called, and GitHub no longer has the newest.",
    write: () => explain("build.example.com:443", async () => {}),
  },
  {
    name: "command-explain-moved",
    what: "Answer to `/egress explain HOST`: a host that moved",
    when: "Somebody asks about a host that is known to have another name now.",
    write: () =>
      explain("objects.githubusercontent.com", (it) =>
        teach(it, "build", later({ calls: ["objects.githubusercontent.com"] })),
      ),
  },
  {
    name: "command-explain-unknown",
    what: "Answer to `/egress explain HOST`: nobody has seen it",
    when: "Somebody asks about a host that no run called.",
    write: () => explain("nobody.example.com", async () => {}),
  },
  {
    name: "command-explain-left-out",
    what: "Answer to `/egress explain HOST`: left out, and why",
    when: "Somebody asks about a pattern under which the runs saw something of every kind.",
    write: () =>
      explain("*.example.org", (it) =>
        teach(
          it,
          "build",
          later({
            endpoints: [
              { host: "implicit.example.org", implicit: true },
              { host: "near.example.org", alwaysReachable: true },
              { host: "same.example.org", via: "resolved-shared-address", sharedWith: ["a.example.org"] },
              { host: "other.example.org", via: "resolved-shared-address", sharedWith: ["a.example.net"] },
            ],
            resolvedOnly: ["looked-up.example.org"],
          }),
        ),
      ),
  },
  {
    name: "command-explain-address",
    what: "Answer to `/egress explain ADDRESS`",
    when: "Somebody asks about an address that was called without a name.",
    write: () =>
      explain("203.0.113.9", (it) => teach(it, "build", later({ addresses: ["203.0.113.9:443"] }))),
  },
  {
    name: "command-explain-decided",
    what: "Answer to `/egress explain HOST`: allowed and denied by people and by the settings",
    when: "Somebody asks about hosts about which something was decided.",
    async write() {
      const settings = { [settingsPath]: "allow: [settings.example.com]\n" };
      const repository = addRepository({ [path]: workflow("build"), ...settings });
      await teach(
        repository,
        "build",
        spread(24, () => ({ calls: ["a.example.com", "b.example.com"] })),
      );
      const { pullRequest } = await run(repository);
      for (const [kind, endpoint] of [
        ["deny", "a.example.com:443"],
        ["allow", "never.example.com:443"],
      ] as const)
        await store.decisions.decideEndpoint(repository.id, path, {
          kind,
          endpoint,
          origin: { kind: "person", ...said, reason: "as we decided" },
        });
      return ask(repository, pullRequest ?? 0, "/egress explain *.example.com");
    },
  },
  {
    name: "command-explain-history",
    what: "Answers to `/egress explain FILE:JOB` and `HOST`: how the list changed",
    when: "Somebody asks about a job whose list was merged, edited by hand and decided about in a comment and on an insights page, about one of its hosts, and about a job without a list.",
    async write() {
      const { repository, number } = await openProposal(workflow("build", "lint"));
      const { number: issue } = repository.openIssue("mona", "What happened to the list?");
      const asked = "/egress explain ci.yml:build";
      const before = await askAll(repository, issue, [asked]);
      repository.mergePull(number, "mona");
      await run(repository);
      passDays(1);
      const list = "allowed-endpoints: build.example.com:443";
      const text = repository.file(path)?.content ?? "";
      const edited = text.replace(
        /allowed-endpoints: >\n\s+build\.example\.com:443/,
        `${list} hand.example.com:443`,
      );
      repository.commitFiles("main", { [path]: edited }, { author: "mona", message: "Edit the list" });
      await run(repository);
      await ask(repository, issue, "/egress allow ci.yml:build mirror.example.com the weekly mirror");
      await askOnPage(repository, "mona", {
        action: "allow",
        endpoint: "assets.example.com",
        reason: "pictures of the docs",
      });
      return [
        ...before,
        ...(await askAll(repository, issue, [
          asked,
          "/egress explain ci.yml build.example.com",
          "/egress explain lint",
        ])),
      ];
    },
  },
];
