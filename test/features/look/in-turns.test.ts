import { expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import { defaultRules } from "../../../src/domain/assessment/rules.ts";
import { stepEnforcer } from "../../../src/domain/guard/workflow-step/step-enforcer.ts";
import { selectInTurns, selectProposal } from "../../../src/domain/proposal/select.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { assessInTurns } from "../../../src/features/look/in-turns.ts";
import { learn } from "../../support/baseline-builder.ts";
import { readWorkflowFile } from "../../support/workflow-file.ts";

const path = ".github/workflows/ci.yml";
const jobs = Array.from({ length: 30 }, (_, place) => `job-${place}`);
const steps =
  "    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n";
const parsed = parseWorkflowFile(`jobs:\n${jobs.map((job) => `  ${job}:\n${steps}`).join("")}`);
const baseline = learn(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] })));
const learned = new Map(jobs.map((job) => [job, { baseline, source: "default-branch" as const }]));

test("an edit of a file is planned job by job and verified in further turns, and selected in as many", () => {
  const assessed = assessFile(parsed, path, learned, defaultRules);
  const ready = assessed.ok ? assessed.jobs : [];
  expect(ready.map(({ state }) => state)).toEqual(jobs.map(() => "ready"));
  const file = readWorkflowFile(parsed.ok ? parsed.file.text : "");
  const wanted = { proposed: new Set<string>(), mayTrim: true, enforcer: stepEnforcer };
  const work = selectInTurns({ path, file }, ready, wanted);
  let turns = 1;
  let turn = work.next();
  for (; turn.done !== true; turn = work.next()) turns += 1;
  // One plans the edit of each job, one parses what all edits make of the file.
  expect(turns).toBeGreaterThanOrEqual(jobs.length + 2);
  expect(turn.value).toEqual(selectProposal({ path, file }, ready, wanted));
  expect(turn.value?.switched).toHaveLength(jobs.length);
});

test("others get a turn at least once for each job, and the result is the same", async () => {
  let turns = 0;
  let isOver = false;
  const work = (): void => {
    turns += 1;
    if (!isOver) setImmediate(work);
  };
  setImmediate(work);
  const assessed = await assessInTurns(parsed, path, learned, defaultRules);
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(3 * jobs.length);
  expect(assessed).toEqual(assessFile(parsed, path, learned, defaultRules));
});
