// prove: memory
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../../../src/adapters/store/store.ts";
import type { MadeCall } from "../../../../src/domain/record/made-call.ts";
import { createRandom } from "../../../support/random.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";
import { sizeOf } from "../../../support/size-of.ts";
import { findUnindexedKeys } from "../../../support/unindexed-keys.ts";
import { job, learnRun } from "../learned.ts";

let server: TestRedis;
let store: Store;
beforeAll(async () => {
  server = await startTestRedis();
  store = openStore(server.redis);
});
beforeEach(() => server.redis.flushall());
afterAll(() => server.stop());

const keyName = "egress:1:{7}:run-calls:d:.github%2Fworkflows%2Fci.yml:build";
const call = (endpoint: string, steps = ["Install"], processes = ["node"]): MadeCall => ({
  endpoint,
  steps,
  processes,
});
const many = (count: number, prefix = "host"): readonly MadeCall[] =>
  Array.from({ length: count }, (_, index) => call(`${prefix}-${index}.example.com:443`));
/** Each call comes up to some places later than in another run. */
const mix = (calls: readonly MadeCall[], random: () => number): readonly MadeCall[] =>
  calls
    .map((one, place) => ({ one, at: place + random() * 6 }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
const sizeOfValue = (): Promise<number> => server.redis.strlen(keyName);

const text = fc.oneof(
  fc.constantFrom("", "__proto__", '"\\', "\0\n", "ein Prozeß 💥", "<b>"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const madeCall = fc.record({
  endpoint: fc.constantFrom("a.example.com:443", "b.example.com:443", "192.0.2.1:80", "192.0.2.1", "c:1"),
  steps: fc.array(text, { maxLength: 3 }),
  processes: fc.array(text, { maxLength: 3 }),
});
const noted = fc.record({
  run: fc.constantFrom("9/1", "10/1", "10/2", "11/1"),
  leg: fc.constantFrom("", "build (1)", "__proto__"),
  calls: fc.uniqueArray(madeCall, { minLength: 1, maxLength: 5, selector: ({ endpoint }) => endpoint }),
});

test("what legs called is read as it was noted, in whichever order, however often and beside each other", async () => {
  let repositoryId = 100;
  await fc.assert(
    fc.asyncProperty(
      fc
        .uniqueArray(noted, { minLength: 1, maxLength: 8, selector: ({ run, leg }) => `${run} ${leg}` })
        .chain((notes) =>
          fc.tuple(
            fc.constant(notes),
            fc.shuffledSubarray([...notes, ...notes], { minLength: notes.length * 2 }),
          ),
        ),
      async ([notes, shuffled]) => {
        repositoryId += 1;
        const key = { ...job, repositoryId };
        await Promise.all(shuffled.map(({ run, leg, calls }) => store.runCalls.note(key, run, leg, calls)));
        for (const { run, leg, calls } of notes)
          expect((await store.runCalls.read(key, run)).get(leg)).toEqual(calls);
        expect(await store.runCalls.read(key, "12/1")).toEqual(new Map());
      },
    ),
    { numRuns: 60 },
  );
});

test("equal calls have equal bytes, whatever was noted first", async () => {
  const bytes: (Buffer | null)[] = [];
  for (const order of [
    [1, 2, 3],
    [3, 1, 2],
  ]) {
    await server.redis.flushall();
    for (const run of order) await store.runCalls.note(job, `${run}/1`, "", many(3 + run));
    bytes.push(await server.redis.getBuffer(keyName));
  }
  expect(bytes[0]).toEqual(bytes[1]);
});

test("a leg that was read from a cut log first is kept as it was read whole, in either order", async () => {
  for (const order of [
    [2, 5],
    [5, 2],
  ]) {
    await server.redis.flushall();
    for (const count of order) await store.runCalls.note(job, "1/1", "", many(count));
    expect((await store.runCalls.read(job, "1/1")).get("")).toHaveLength(5);
  }
});

describe("the room", () => {
  test("is for a hundred runs of an ordinary job: the oldest goes, however late it comes", async () => {
    const { next: random } = createRandom(7);
    const calls = many(20);
    for (let run = 120; run > 0; run -= 1)
      await store.runCalls.note(job, `${16_000_000_000 + run * 7_654_321}/1`, "build", mix(calls, random));
    const keptOf = async (run: number): Promise<number> =>
      (await store.runCalls.read(job, `${16_000_000_000 + run * 7_654_321}/1`)).get("build")?.length ?? 0;
    expect(await keptOf(20)).toBe(0);
    expect(await keptOf(21)).toBe(20);
    await store.runCalls.note(job, `${16_000_000_000 + 121 * 7_654_321}/1`, "build", calls);
    expect(await keptOf(21)).toBe(0);
    expect(await keptOf(121)).toBe(20);
  });

  test.each([
    [20, 2_000],
    [150, 3_000],
    [300, 6_000],
  ])(
    "of a job with %i endpoints is %i bytes, whatever its runs call: the newest is in it",
    async (count, bytes) => {
      const { next: random } = createRandom(7);
      for (let run = 1; run <= 30; run += 1) {
        const calls = Array.from({ length: count }, () =>
          call(`${random().toString(36).slice(2, 9)}.example.com:443`),
        );
        await store.runCalls.note(job, `${run}/1`, "", calls);
        expect(await sizeOfValue()).toBeLessThanOrEqual(bytes);
        expect((await store.runCalls.read(job, `${run}/1`)).get("")).toEqual(calls);
      }
      expect((await store.runCalls.read(job, "20/1")).size).toBe(0);
    },
  );

  test("of a run that is too long for it the first calls are kept", async () => {
    const { next: random } = createRandom(7);
    const names = Array.from({ length: 400 }, () =>
      call(Array.from({ length: 8 }, () => random().toString(36).slice(2)).join(".")),
    );
    await store.runCalls.note(job, "1/1", "", names);
    const kept = (await store.runCalls.read(job, "1/1")).get("") ?? [];
    expect(kept.length).toBeGreaterThan(20);
    expect(kept).toEqual(names.slice(0, kept.length));
    expect(await sizeOfValue()).toBeLessThanOrEqual(6_000);
    const before = await server.redis.getBuffer(keyName);
    await store.runCalls.note(job, "1/1", "", names);
    expect(await server.redis.getBuffer(keyName)).toEqual(before);
  });

  test("names are bounded, and so are the legs, steps and processes of each", async () => {
    const texts = Array.from({ length: 9 }, (_, index) => `${index}${"x".repeat(10_000)}`);
    for (let leg = 40; leg > 0; leg -= 1)
      await store.runCalls.note(job, "1/1", `leg ${100 + leg}`, [
        call("a.example.com:443", texts, texts),
        call("b".repeat(400)),
      ]);
    const legs = await store.runCalls.read(job, "1/1");
    expect([...legs.keys()]).toEqual(Array.from({ length: 20 }, (_, index) => `leg ${101 + index}`));
    const [made, ...others] = legs.get("leg 101") ?? [];
    expect(others).toEqual([]);
    for (const names of [made?.steps, made?.processes]) {
      expect(names).toHaveLength(4);
      for (const name of names ?? []) expect(name).toHaveLength(200);
    }
  });
});

test("nothing to note leaves nothing", async () => {
  await store.runCalls.note(job, "1/1", "", []);
  await store.runCalls.copy(job, { ...job, jobId: "other" });
  expect(await server.redis.keys("*")).toEqual([]);
});

test.each([
  ["another version", deflateRawSync(JSON.stringify({ version: 2, what: [] }))],
  ["something else", Buffer.from("no deflated text")],
  ["more than is ever written", deflateRawSync(Buffer.alloc(10_000_000))],
])("what %s wrote counts for nothing, and is written anew", async (_, value) => {
  await server.redis.set(keyName, value);
  expect(await store.runCalls.read(job, "1/1")).toEqual(new Map());
  await store.runCalls.note(job, "1/1", "", many(2));
  expect((await store.runCalls.read(job, "1/1")).get("")).toEqual(many(2));
});

test("it goes with the job to its new name, beside what is known there", async () => {
  const to = { ...job, jobId: "renamed" };
  for (const run of ["1/1", "2/1"]) await store.runCalls.note(job, run, "", many(2));
  await store.runCalls.note(to, "3/1", "", many(3));
  await store.runCalls.copy(job, to);
  for (const [run, length] of [
    ["1/1", 2],
    ["2/1", 2],
    ["3/1", 3],
  ] as const)
    expect((await store.runCalls.read(to, run)).get("")).toHaveLength(length);
});

test("it is kept for 120 days, and forgotten with what was learned of the job or of the repository", async () => {
  await store.baselines.merge(job, learnRun({ runId: 1, calls: ["a.example.com"] }, 0));
  await store.runCalls.note(job, "1/1", "", many(2));
  expect(await server.redis.ttl(keyName)).toBeGreaterThan(119 * 86_400);
  expect(await findUnindexedKeys(server.redis)).toEqual([]);
  await store.baselines.forget(job);
  expect(await server.redis.exists(keyName)).toBe(0);
  await store.runCalls.note(job, "1/1", "", many(2));
  await store.forgetRepository(job.repositoryId);
  expect(await server.redis.keys("egress:1:{*")).toEqual([]);
});

test("it takes less than 25 bytes for each of 100 endpoints, in which order ever 30 runs call them", async () => {
  const [jobs, endpoints, runs] = [sizeOf("memory", { suite: 10, whole: 250 }), 100, 30];
  const { next: random } = createRandom(11);
  const kinds = [
    "registry",
    "mirror",
    "api",
    "cdn",
    "static",
    "packages",
    "cache",
    "auth",
    "objects",
    "build",
  ];
  const pick = (): string => kinds[Math.floor(random() * kinds.length)] ?? "";
  for (let id = 0; id < jobs; id += 1) {
    const calls = Array.from({ length: endpoints }, (_, number) =>
      call(
        `${pick()}-${Math.floor(random() * 99)}.${pick()}${Math.floor(random() * 30)}.example.com:443`,
        [`Step ${Math.floor(number / 12)}`],
        number % 3 === 0 ? ["node", `tool-${number % 7}`] : ["node"],
      ),
    );
    const key = { ...job, repositoryId: 800_000_000 + (id % 20), jobId: `build-${id}` };
    for (let run = 0; run < runs; run += 1) {
      // One in twenty is not made.
      const made = mix(
        calls.filter(() => random() < 0.95),
        random,
      );
      await store.runCalls.note(
        key,
        `${16_000_000_000 + run * 7_919 + id}/1`,
        "build (ubuntu-24.04, 22)",
        made,
      );
    }
    expect((await store.runCalls.read(key, `${16_000_000_000 + 20 * 7_919 + id}/1`)).size).toBe(1);
  }
  let bytes = 0;
  for (const key of await server.redis.keys("egress:1:{*"))
    bytes += (await server.redis.memory("USAGE", key, "SAMPLES", 0)) ?? 0;
  process.stdout.write(`the order of calls: ${(bytes / jobs / endpoints).toFixed(1)} bytes an endpoint\n`);
  expect(bytes / jobs / endpoints).toBeLessThan(25);
});
