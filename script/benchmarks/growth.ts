// bench: growth    how long a file of 256 jobs holds up the process while it is assessed and selected, and how long merges of large records hold up Redis
import { createBaselines } from "../../src/adapters/store/baseline/baselines.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";
import { assessByJob } from "../../src/domain/assessment/assess.ts";
import { defaultRules } from "../../src/domain/assessment/rules.ts";
import { stepEnforcer } from "../../src/domain/guard/workflow-step/step-enforcer.ts";
import { selectInTurns } from "../../src/domain/proposal/select.ts";
import { parseWorkflowFile } from "../../src/domain/workflow/workflow-file.ts";
import type { Turns } from "../../src/shared/turns.ts";
import { job as jobKey, learnRun } from "../../test/adapters/store/learned.ts";
import { learn } from "../../test/support/baseline-builder.ts";
import { startTestRedis } from "../../test/support/redis.ts";
import { openRunFolder } from "../../test/support/run/run-folder.ts";

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

const longestScript = 50;

/** The processor time of Redis' main thread, in ms: what others do on the machine does not count. */
async function cpuOf(redis: Redis): Promise<number> {
  const info = await redis.info("cpu");
  const read = (name: string): number => Number(new RegExp(`^${name}:([0-9.]+)`, "m").exec(info)?.[1]);
  return (read("used_cpu_user_main_thread") + read("used_cpu_sys_main_thread")) * 1_000;
}

/** How long the scripts hold up Redis by which runs of a job are merged, each with so many endpoints. */
async function measureMerges(endpoints: number, runs: number, areNew: boolean): Promise<void> {
  const { redis, stop } = await startTestRedis();
  const baselines = createBaselines(redis);
  let longest = 0;
  for (const name of ["egressMergeBaseline", "eval"] as const) {
    const scripts = redis as unknown as Record<typeof name, (...values: unknown[]) => Promise<unknown>>;
    const run = scripts[name].bind(redis);
    scripts[name] = async (...values) => {
      const before = await cpuOf(redis);
      const reply = await run(...values);
      longest = Math.max(longest, (await cpuOf(redis)) - before);
      return reply;
    };
  }
  for (let run = 0; run < runs; run += 1) {
    const calls = Array.from(
      { length: endpoints },
      (_, index) => `package-${areNew ? run * endpoints + index : index}.registry.example.com`,
    );
    await baselines.merge(jobKey, learnRun({ runId: 1_000 + run, calls }, run / 8));
  }
  const memory = Number(/^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1]) / 1e6;
  const what = `merge ${runs} runs of ${endpoints} ${areNew ? "new " : ""}endpoints`;
  console.log(
    `${what.padEnd(40)} the longest script ${longest.toFixed(0)} ms of Redis (bound: ${longestScript} ms), which has ${memory.toFixed(1)} MB`,
  );
  await stop();
}

// However this ends, no process and no file is left.
openRunFolder();
await measureMerges(300, 260, false);
await measureMerges(3_000, 260, false);
await measureMerges(300, 260, true);
await measureMerges(10_000, 10, true);
