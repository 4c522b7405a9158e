import { writeDashboard } from "../../src/features/dashboard/write-dashboard.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { octokit, path, run, store, taskOf, workflow } from "../features/propose/propose-setup.ts";
import type { Example, Part } from "./example.ts";
import { showIssues } from "./show.ts";
import { addStates } from "./status.ts";
import { blocking, botLogin, openProposal, passDays, spread, teachFrom } from "./world.ts";

const other = ".github/workflows/docs.yml";

/** Writes the dashboard and shows it. */
async function dashboard(repository: FakeRepository): Promise<readonly Part[]> {
  await writeDashboard(
    { repository: taskOf(repository).repository, at: null },
    {
      octokit,
      store,
      policyStore: null,
      botLogin,
      limits: { places: store.places, isAsked: true, offer: async () => {} },
    },
  );
  return showIssues(repository);
}

/** Notes that a pull request of a file waits. */
async function hold(repository: FakeRepository, about: string): Promise<void> {
  const now = Date.now();
  await store.places.wait(repository.state.owner.id, {
    kind: "pull-request",
    repository: taskOf(repository).repository,
    about,
    rank: 0.9,
    since: now,
    at: now,
    hold: { why: "open-at-most", until: null },
    offeredAt: null,
  });
}

export const dashboards: readonly Example[] = [
  {
    name: "dashboard",
    what: "The dashboard of a repository",
    when: "Jobs are in every state, one of them is left alone, a file cannot be read and the settings have mistakes.",
    async write() {
      return dashboard(await addStates());
    },
  },
  {
    name: "dashboard-open-and-waiting",
    what: "The dashboard of a repository with an open pull request and one that waits",
    when: "The jobs of two workflow files are ready, and one pull request may be open at a time.",
    async write() {
      const { repository } = await openProposal();
      repository.commitFiles("main", { [other]: workflow("site") }, { author: "mona", message: "Add docs" });
      const quiet = spread(24, () => ({ calls: ["site.example.com"] }));
      await teachFrom("default-branch", repository, "site", quiet, other);
      await hold(repository, other);
      return dashboard(repository);
    },
  },
  {
    name: "dashboard-nothing-to-do",
    what: "The dashboard of a repository in which nothing is to be done",
    when: "A job blocks and was held to its list, another one was returned to audit mode, and nothing needs people any more.",
    async write() {
      const { repository, number } = await openProposal(workflow("build", "site"), "build", "site");
      await dashboard(repository);
      repository.mergePull(number, "mona");
      await run(repository);
      passDays(3);
      const text = blocking(["build.example.com:443"], "build");
      const audited = workflow("site").replace(/^[\s\S]*?jobs:\n/, "");
      repository.commitFiles(
        "main",
        { [path]: `${text}${audited}` },
        { author: "mona", message: "Audit site" },
      );
      await teachFrom("default-branch", repository, "build", [
        { calls: ["build.example.com"], enforcement: { state: "enforced" }, steps: ["Run make"], day: 61 },
      ]);
      await store.decisions.decideJob(repository.id, path, "site", {
        kind: "ignore",
        login: "mona",
        at: new Date().toISOString(),
      });
      await run(repository);
      return dashboard(repository);
    },
  },
];
