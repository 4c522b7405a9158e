import { describe, expect, test } from "vitest";
import { useProposeWorld } from "../features/propose/propose-setup.ts";
import { afterMerge } from "./after-merge.ts";
import { alarms } from "./alarms.ts";
import { checks } from "./checks.ts";
import { closings, permissions } from "./closing.ts";
import { commands } from "./commands.ts";
import { dashboards } from "./dashboards.ts";
import { decisions } from "./decisions.ts";
import { holdFile, listFiles, readFile, renderExample, renderIndex } from "./example.ts";
import { explanations } from "./explain.ts";
import { explainedSources } from "./explain-sources.ts";
import { policyIssues } from "./policy-issues.ts";
import { repairs } from "./repair.ts";
import { statuses } from "./status.ts";
import { storedPullRequests } from "./stored-pull-requests.ts";
import { strangers } from "./strangers.ts";
import { switches } from "./switch.ts";
import { doubtfulSwitches } from "./switch-doubtful.ts";
import { thirteen } from "./switch-thirteen.ts";
import { listTemplates, listTexts } from "./template-texts.ts";
import { ticks } from "./ticks.ts";
import { trials } from "./trial.ts";
import { versions } from "./versions.ts";
import { useFixedTime } from "./world.ts";

const groups = {
  switches,
  thirteen,
  doubtfulSwitches,
  repairs,
  storedPullRequests,
  trials,
  closings,
  permissions,
  afterMerge,
  alarms,
  policyIssues,
  checks,
  commands,
  decisions,
  explanations,
  explainedSources,
  statuses,
  dashboards,
  strangers,
  ticks,
  versions,
};
const examples = Object.values(groups).flat();

describe.each(Object.entries(groups))("%s", (_, group) => {
  useFixedTime();
  useProposeWorld();

  test.each(group)("$name", async (example) => {
    holdFile(`${example.name}.md`, renderExample(example, await example.write()));
  });
});

describe("docs/examples", () => {
  test("has an index", () => holdFile("README.md", renderIndex(examples)));

  test("has no file that no test holds, and none twice", () => {
    expect(listFiles()).toEqual(["README.md", ...examples.map(({ name }) => `${name}.md`)].sort());
  });

  test.each(listTemplates())("shows every text of %s", (template) => {
    const all = listFiles().map(readFile).join("\n");
    expect(listTexts(template).filter((text) => !all.includes(text))).toEqual([]);
  });
});
