import { expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import { defaultRules } from "../../../src/domain/assessment/rules.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { assessInTurns } from "../../../src/features/look/assess-in-turns.ts";
import { learn } from "../../support/baseline-builder.ts";

const path = ".github/workflows/ci.yml";
const jobs = Array.from({ length: 30 }, (_, place) => `job-${place}`);
const steps =
  "    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n";
const parsed = parseWorkflowFile(`jobs:\n${jobs.map((job) => `  ${job}:\n${steps}`).join("")}`);
const baseline = learn(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] })));
const learned = new Map(jobs.map((job) => [job, { baseline, source: "default-branch" as const }]));

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
  expect(turns).toBeGreaterThanOrEqual(jobs.length);
  expect(assessed).toEqual(assessFile(parsed, path, learned, defaultRules));
});
