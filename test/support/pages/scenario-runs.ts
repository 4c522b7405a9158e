import { expect } from "vitest";
import type { World } from "../../e2e/bot.ts";
import { addRuns } from "../scenario.ts";
import { until } from "../until.ts";

/** Teaches the bot five runs of the scenario's `ci.yml`. */
export async function addScenarioRuns({ github, repository, sendRun, store }: World): Promise<void> {
  const runs = addRuns(github, repository, { path: ".github/workflows/ci.yml", count: 5 });
  for (const run of runs) await sendRun(run);
  await until(async () => expect(await store.outcomes.list(repository.id)).toHaveLength(runs.length));
}
