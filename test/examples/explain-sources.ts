import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { teach } from "../features/propose/propose-setup.ts";
import { explain, later } from "./ask.ts";
import type { Example } from "./example.ts";
import { spread, teachFrom } from "./world.ts";

async function teachBlocking(repository: FakeRepository): Promise<void> {
  const run = { enforcement: { state: "enforced" } } as const;
  const host = "asked.example.com";
  await teach(repository, "done", [
    { ...run, calls: [host] },
    { ...run, refused: [host] },
    { ...run, refused: [host], failed: true },
    { ...run, refused: [`${host}!`] },
    { ...run, refused: [`${host}?`] },
    { ...run, refused: [host], suspects: new Map([[`${host}:443`, ["package-lock.json"]]]) },
  ]);
}

export const explainedSources: readonly Example[] = [
  {
    name: "command-explain-refused",
    what: "Answer to `/egress explain HOST`: refused by block mode",
    when: "Somebody asks about a host that block mode refused in every way.",
    write: () => explain("asked.example.com", teachBlocking),
  },
  {
    name: "command-explain-dropped",
    what: "Answer to `/egress explain ADDRESS`: dropped by block mode",
    when: "Somebody asks about an address that block mode dropped.",
    write: () =>
      explain("203.0.113.9", (it) =>
        teach(it, "done", [{ enforcement: { state: "enforced" }, refused: ["203.0.113.9"] }]),
      ),
  },
  {
    name: "command-explain-in-file",
    what: "Answer to `/egress explain HOST`: in the job's list",
    when: "Somebody asks about a host that the job's list allows already.",
    write: () => explain("listed.example.com", async () => {}),
  },
  {
    name: "command-explain-untrusted",
    what: "Answer to `/egress explain HOST`: only forks and bots called it",
    when: "Somebody asks about a host that only runs of forks and bots called.",
    write: () =>
      explain("evil.example.net", (it) =>
        teachFrom("untrusted", it, "build", later({ calls: ["evil.example.net"] })),
      ),
  },
  {
    name: "command-explain-pull-requests",
    what: "Answer to `/egress explain HOST`: only pull requests called it",
    when: "Somebody asks about a host that only pull requests called, where the list is learned from the default branch.",
    write: () =>
      explain("branch.example.com", (it) =>
        teachFrom("pull-request", it, "build", later({ calls: ["branch.example.com"] })),
      ),
  },
  {
    name: "command-explain-trial",
    what: "Answer to `/egress explain HOST`: the trial called it",
    when: "Somebody asks about a host that the trial of the bot's pull request called.",
    write: () =>
      explain("late.example.com", (it) =>
        teachFrom("trial", it, "build", later({ calls: ["late.example.com"] })),
      ),
  },
  {
    name: "command-explain-pattern",
    what: "Answer to `/egress explain HOST`: under a pattern that waits for a word",
    when: "Somebody asks about one of the names that change from run to run.",
    write: () =>
      explain("node-ax.cdn.example.com", (it) =>
        teach(
          it,
          "lint",
          spread(16, (index) => ({ calls: [`node-${"abcdefghijklmnop"[index]}x.cdn.example.com`] })),
        ),
      ),
  },
  {
    name: "command-explain-job-gone",
    what: "Answer to `/egress explain HOST`: called by a job that is gone",
    when: "Somebody asks about a host that a job called which the file no longer has.",
    write: () => explain("old.example.com", (it) => teach(it, "old", later({ calls: ["old.example.com"] }))),
  },
];
