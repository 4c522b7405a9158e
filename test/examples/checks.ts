import { checkPullRequest } from "../../src/features/watch/check-pull-request.ts";
import { checkSettings } from "../../src/features/watch/check-settings.ts";
import { addRepository, octokit, path, run, store, taskOf } from "../features/propose/propose-setup.ts";
import type { Example, Part } from "./example.ts";
import { showCheck } from "./show.ts";
import { blocking, settingsPath } from "./world.ts";

/** The check on a person's pull request that adds a step to each of some jobs that block. */
async function withNewSteps(...jobs: readonly string[]): Promise<readonly Part[]> {
  const text = blocking(["a.example.com:443"], ...jobs);
  const repository = addRepository(text);
  await run(repository);
  const step =
    "- run: make\n      - uses: octo-org/publish@v1\n      - name: Tell people\n        run: curl x";
  const files = { [path]: text.replaceAll("- run: make", step) };
  const head = repository.commitFiles("feature", files, { author: "mona", message: "Add steps" });
  const { number } = repository.openPull("mona", { title: "Add", head: "feature", base: "main" });
  const { repository: named } = taskOf(repository);
  await checkPullRequest(
    { repository: named, pullRequest: number, head },
    { octokit, store, readBotLogin: async () => "egress-bot[bot]" },
  );
  return showCheck(repository);
}

const broken = "wildcards: maybe\nready:\n  runs: 0\n  quietRuns: 3\nallow:\n  - 10.0.0.1\n";

/** The check after some versions of the settings file. */
async function withSettings(...versions: readonly string[]): Promise<readonly Part[]> {
  const repository = addRepository({ "README.md": "one\n" });
  for (const text of versions) {
    repository.commitFiles(
      "main",
      { [settingsPath]: text },
      { author: "mona", message: "Change the settings" },
    );
    await checkSettings({ repository: taskOf(repository).repository }, { octokit, store });
  }
  return showCheck(repository);
}

export const checks: readonly Example[] = [
  {
    name: "check-new-steps",
    what: "Check: a pull request adds steps to a job that blocks",
    when: "Somebody's pull request changes a workflow file. The check never fails.",
    write: () => withNewSteps("build"),
  },
  {
    name: "check-new-steps-jobs",
    what: "Check: a pull request adds steps to jobs that block",
    when: "The same with more than one job.",
    write: () => withNewSteps("build", "test"),
  },
  {
    name: "check-settings-mistakes",
    what: "Check: the settings have mistakes",
    when: "A push to the default branch changes the settings file, and no version without mistakes is known.",
    write: () => withSettings(broken),
  },
  {
    name: "check-settings-mistake",
    what: "Check: the settings have a mistake, and the version before stays in force",
    when: "A push to the default branch brings a mistake into the settings file.",
    write: () => withSettings("wildcards: never\n", "wildcards: maybe\n"),
  },
  {
    name: "check-settings-right",
    what: "Check: the settings have no mistakes any more",
    when: "A push to the default branch puts the settings file right.",
    write: () => withSettings(broken, "wildcards: never\n"),
  },
];
