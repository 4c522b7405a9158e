import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createDecisions,
  type Decisions,
  type PersonalDecision,
} from "../../../src/adapters/store/decisions.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

const ci = ".github/workflows/ci.yml";
const day = 86_400;
let server: TestRedis;
let decisions: Decisions;

beforeAll(async () => {
  server = await startTestRedis();
  decisions = createDecisions(server.redis);
});
afterAll(() => server.stop());
beforeEach(() => server.redis.flushall());

function word(kind: "allow" | "deny", endpoint: string, at: string, reason = "because"): PersonalDecision {
  return { kind, endpoint, origin: { kind: "person", login: "octocat", at, reason } };
}

test("nobody has said anything", async () => {
  expect(await decisions.read(7, ci)).toEqual({ endpoints: [], jobs: new Map() });
  expect(await decisions.list(7)).toEqual(new Map());
});

test("words are kept by file, sorted by endpoint, and for jobs", async () => {
  const [b, a] = [
    word("deny", "b.example.com:443", "2026-07-02T00:00:00Z", ""),
    word("allow", "a*.example.com:8443", "2026-07-01T00:00:00Z", 'ünïcödé %20 \u{1F600} "<b>'),
  ];
  const ignore = { kind: "ignore", login: "octocat", at: "2026-07-01T00:00:00Z" } as const;
  const propose = { ...ignore, kind: "propose", gates: ["too-few-days", "leg-unseen"] } as const;
  await decisions.decideEndpoint(7, ci, b);
  await decisions.decideEndpoint(7, ci, a);
  await decisions.decideJob(7, ci, "build", ignore);
  await decisions.decideJob(7, "__proto__ %", "__proto__", propose);
  await decisions.decideEndpoint(8, ci, b);
  expect(await decisions.read(7, ci)).toEqual({ endpoints: [a, b], jobs: new Map([["build", ignore]]) });
  expect(await decisions.read(8, ci)).toEqual({ endpoints: [b], jobs: new Map() });
  expect(await decisions.list(7)).toEqual(
    new Map([
      [ci, { endpoints: [a, b], jobs: new Map([["build", ignore]]) }],
      ["__proto__ %", { endpoints: [], jobs: new Map([["__proto__", propose]]) }],
    ]),
  );
});

test.each([
  ["a later word takes the place of an earlier one", ["01", "02"], "deny"],
  ["an earlier word that comes late does not", ["02", "01"], "allow"],
  ["the same word again changes nothing", ["01", "01"], "deny"],
])("%s", async (_, [first, second], kind) => {
  await decisions.decideEndpoint(7, ci, word("allow", "a.example.com:443", `2026-07-${first}T00:00:00Z`));
  await decisions.decideEndpoint(7, ci, word("deny", "a.example.com:443", `2026-07-${second}T00:00:00Z`));
  const { endpoints } = await decisions.read(7, ci);
  expect(endpoints.map((decision) => decision.kind)).toEqual([kind]);
});

test("a word about a job takes the place of an earlier one, whatever it was", async () => {
  const by = { login: "octocat", at: "2026-07-02T00:00:00Z" };
  await decisions.decideJob(7, ci, "build", { kind: "ignore", ...by });
  await decisions.decideJob(7, ci, "build", {
    kind: "propose",
    ...by,
    at: "2026-07-03T00:00:00Z",
    gates: [],
  });
  await decisions.decideJob(7, ci, "build", { kind: "ignore", ...by });
  expect((await decisions.read(7, ci)).jobs.get("build")?.kind).toBe("propose");
});

test("words are kept for 120 days after anybody looked at them", async () => {
  await decisions.decideEndpoint(7, ci, word("allow", "a.example.com:443", "2026-07-01T00:00:00Z"));
  await server.redis.expire("egress:1:{7}:decisions", 10);
  await decisions.read(7, ci);
  expect(await server.redis.ttl("egress:1:{7}:decisions")).toBeGreaterThan(119 * day);
});

test("what another release wrote in a form of its own is a no, by whoever said it, and can be replaced", async () => {
  const key = "egress:1:{7}:decisions";
  await decisions.decideEndpoint(7, ci, word("allow", "a.example.com:443", "2026-07-01T00:00:00Z"));
  const [field = ""] = await server.redis.hkeys(key);
  const unknown = { kind: "person", login: "", at: "1970-01-01T00:00:00.000Z", reason: "" };
  const known = { ...unknown, login: "mona", at: "2027-01-01T00:00:00Z" };
  for (const [newer, origin] of [
    ["", unknown],
    ["{", unknown],
    ["[]", unknown],
    ['{"kind":"maybe","at":7}', unknown],
    ["null", unknown],
    ['{"kind":"deny-for-now","login":"mona","at":"2027-01-01T00:00:00Z"}', known],
  ] as const) {
    await server.redis.del(key);
    await server.redis.hset(key, field, newer);
    const { endpoints } = await decisions.read(7, ci);
    expect(endpoints).toEqual([{ kind: "deny", endpoint: "a.example.com:443", origin }]);
    await server.redis.hset(key, field, '{"kind":"maybe","at":7}');
    await decisions.decideEndpoint(7, ci, word("deny", "a.example.com:443", "2026-07-01T00:00:00Z"));
    expect((await decisions.read(7, ci)).endpoints).toHaveLength(1);
  }
});

test("what another release wrote about a job in a form of its own keeps the bot from proposing it", async () => {
  await decisions.decideJob(7, ci, "build", { kind: "ignore", login: "mona", at: "2026-07-01T00:00:00Z" });
  const [field = ""] = await server.redis.hkeys("egress:1:{7}:decisions");
  await server.redis.hset(
    "egress:1:{7}:decisions",
    field,
    '{"kind":"snooze","login":"mona","at":"2027-01-01T00:00:00Z"}',
  );
  const word = { kind: "ignore", login: "mona", at: "2027-01-01T00:00:00Z" };
  expect((await decisions.read(7, ci)).jobs).toEqual(new Map([["build", word]]));
});
