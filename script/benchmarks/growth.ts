// bench: growth    how long a file of 256 jobs holds up the process while it is assessed and its proposal is selected
import { assessByJob } from "../../src/domain/assessment/assess.ts";
import { defaultRules } from "../../src/domain/assessment/rules.ts";
import { stepEnforcer } from "../../src/domain/guard/workflow-step/step-enforcer.ts";
import { selectInTurns } from "../../src/domain/proposal/select.ts";
import { parseWorkflowFile } from "../../src/domain/workflow/workflow-file.ts";
import type { Turns } from "../../src/shared/turns.ts";
import { learn } from "../../test/support/baseline-builder.ts";

const path = ".github/workflows/ci.yml";
const jobs = 256;
const bound = 200;

/** Of this thread alone, in ms: what others do on the machine does not count. */
function cpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

interface Measured<Result> {
  readonly result: Result;
  readonly turns: readonly number[];
}

function measure<Result>(work: Turns<Result>): Measured<Result> {
  const turns: number[] = [];
  for (;;) {
    const before = cpu();
    const turn = work.next();
    turns.push(cpu() - before);
    if (turn.done === true) return { result: turn.value, turns };
  }
}

function report(name: string, turns: readonly number[]): void {
  const all = turns.reduce((sum, ms) => sum + ms, 0);
  const longest = Math.max(...turns);
  const share = ((longest / all) * 100).toFixed(1);
  console.log(
    `${name.padEnd(34)} ${all.toFixed(0).padStart(6)} ms in ${turns.length} turns, the longest ${longest.toFixed(0)} ms: ${share} % of all at once (bound: ${bound} ms)`,
  );
}

const text = `on: push
jobs:
${Array.from(
  { length: jobs },
  (_, index) => `  job-${index}:
    runs-on: ubuntu-latest
    steps:
      - uses: step-security/harden-runner@v2
        with:
          egress-policy: audit
      - run: make
`,
).join("")}`;
const parsed = parseWorkflowFile(text);
if (!parsed.ok) throw new Error(parsed.problem.message);
const { file } = parsed;

for (const [endpoints, runs] of [
  [20, 200],
  [300, 400],
] as const) {
  const calls = Array.from({ length: endpoints }, (_, index) => `package-${index}.registry.example.com`);
  const baseline = learn(Array.from({ length: runs }, () => ({ calls, steps: ["Run make"] })));
  const learned = new Map(file.jobs.map(({ id }) => [id, { baseline, source: "default-branch" as const }]));
  const assessed = measure(assessByJob(parsed, path, learned, defaultRules));
  if (!assessed.result.ok) throw new Error(assessed.result.problem.message);
  report(`assess ${jobs} jobs × ${endpoints} endpoints`, assessed.turns);
  const by = { proposed: new Set<string>(), mayTrim: true, enforcer: stepEnforcer };
  const selected = measure(selectInTurns({ path, file }, assessed.result.jobs, by));
  if (selected.result === null)
    console.log("select: the lists are too long for one file, so nothing is proposed");
  else report(`select, ${selected.result.switched.length} jobs are proposed`, selected.turns);
}
