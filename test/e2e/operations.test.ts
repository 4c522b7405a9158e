import { INVALID_SPAN_CONTEXT, type Span, type Tracer, trace } from "@opentelemetry/api";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeError } from "../../src/environment/log.ts";
import { deliver } from "../fake-github/webhooks/deliver.ts";
import { addRuns } from "../support/scenario.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const token = "0123456789abcdef";
const path = ".github/workflows/ci.yml";
const lines: Readonly<Record<string, unknown>>[] = [];
const spans: string[] = [];
let world: World;

/** What whoever runs the bot brings: here it only writes down the names. */
const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
const recording = {
  startSpan: () => span,
  startActiveSpan(name: string, ...rest: unknown[]) {
    spans.push(name);
    return (rest.at(-1) as (one: Span) => unknown)(span);
  },
} as Tracer;

beforeAll(async () => {
  trace.setGlobalTracerProvider({ getTracer: () => recording });
  const sink = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = pino({ level: "debug", base: null, serializers: { err: describeError } }, sink);
  world = await startWorld({ log, metricsToken: token });
  for (const run of addRuns(world.github, world.repository, { path, count: 20 })) await world.sendRun(run);
  await untilDone(world.redis.redis);
});
afterAll(async () => {
  trace.disable();
  await world.close();
});

const where = (page: string): string => world.url.replace(/\/api\/.*/, page);

async function readMetrics(): Promise<string> {
  const response = await fetch(where("/metrics"), { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return response.text();
}

test("a task that did something has one line with the repository, the file, the run, its jobs, the delivery and what was written", () => {
  const done = lines.filter(({ msg }) => msg === "a task is done");
  const learned = done.filter(({ queue }) => queue === "learn-run");
  expect(learned).toHaveLength(20);
  expect(learned[0]).toMatchObject({
    repository: "octo-org/octo-repo",
    delivery: expect.stringMatching(/^[0-9a-f-]{36}$/),
    results: [
      {
        file: path,
        run: expect.any(Number),
        attempt: 1,
        notLearned: null,
        jobs: [{ jobId: "build", result: "learned" }],
      },
    ],
  });
  const [opened] = done.filter(
    ({ queue, written }) => queue === "propose" && Object.keys(written ?? {}).length > 0,
  );
  expect(opened).toMatchObject({
    task: path,
    delivery: expect.stringMatching(/^[0-9a-f-]{36}$/),
    written: { "POST /repos/{owner}/{repo}/pulls": 1 },
    results: [{ file: path, action: "opened", pullRequest: expect.any(Number) }],
  });
});

test("the metrics tell of webhooks, tasks, jobs, proposals, calls and queues, and name no owner and no repository", async () => {
  const metrics = await readMetrics();
  expect(metrics).toContain('egress_webhooks_total{event="workflow_run",result="queued"} 20');
  expect(metrics).toContain('egress_jobs_read_total{result="learned"} 20');
  expect(metrics).toContain('egress_proposals_total{action="opened"} 1');
  expect(metrics).toContain('egress_task_tries_total{kind="learn-run",result="done"} 20');
  expect(metrics).toContain('egress_queue_tasks{kind="learn-run",state="due"} 0');
  expect(metrics).toContain('egress_dead_letters{kind="propose"} 0');
  expect(metrics).toContain('egress_guarded_jobs{state="proposed"} 1');
  expect(metrics).toMatch(/egress_github_budget_left_ratio\{class="to-5000"\} 0\.\d+/);
  expect(metrics).toMatch(/egress_last_webhook_timestamp_seconds 1\d{9}/);
  expect(metrics).toContain("process_resident_memory_bytes");
  expect(metrics).not.toContain("octo");
});

test("the metrics are not told without the token", async () => {
  for (const headers of [{}, { authorization: "Bearer wrong" }])
    expect((await fetch(where("/metrics"), { headers })).status).toBe(404);
});

test("a webhook of which nothing follows, and one with a wrong signature, are counted and named", async () => {
  const pull = world.repository.pulls()[0]?.number ?? 0;
  const comment = world.repository.comment(pull, "reader", "thank you");
  const said = world.github.payloads.issueComment(world.repository.state, comment, "created");
  expect(await world.send("issue_comment", said)).toBe(200);
  expect((await deliver(world.url, "issue_comment", said, { secret: "another secret" })).status).toBe(400);
  const metrics = await readMetrics();
  expect(metrics).toContain('egress_webhooks_total{event="issue_comment",result="dropped"} 1');
  expect(metrics).toContain('egress_webhooks_total{event="unknown",result="refused"} 1');
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: "a webhook was dropped: nothing follows from it",
      event: "issue_comment",
      action: "created",
      repository: "octo-org/octo-repo",
    }),
  );
});

test("the first failure of a task is a warning with what was asked, and giving it up is another", async () => {
  const [run] = addRuns(world.github, world.repository, { path, count: 1, from: 40 });
  if (run === undefined) throw new Error("no run");
  world.github.faults.random({ rate: 1, seed: 1, kinds: ["500"] });
  const from = lines.length;
  await world.sendRun(run);
  await until(
    () => expect(lines.slice(from).some(({ msg }) => msg === "a task failed again")).toBe(true),
    20,
  );
  world.github.faults.stop();
  await untilDone(world.redis.redis);
  const warned = lines.slice(from).filter(({ msg }) => msg === "a task failed");
  expect(warned).toHaveLength(1);
  expect(warned[0]).toMatchObject({
    level: 40,
    queue: "learn-run",
    repository: "octo-org/octo-repo",
    url: expect.stringMatching(/^[A-Z]+ http:\/\/[^?]+$/),
  });
});

test("there are spans of webhooks, tasks and calls", () => {
  expect(new Set(spans)).toEqual(
    new Set([
      "webhook",
      "task learn-run",
      "task propose",
      "task dashboard",
      ...spans.filter((name) => name.includes("/")),
    ]),
  );
  expect(spans).toContain("POST /repos/{owner}/{repo}/pulls");
});

test("the process is well", async () => {
  expect((await fetch(where("/healthz"))).status).toBe(200);
});
