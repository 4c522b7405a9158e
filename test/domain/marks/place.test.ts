import fc from "fast-check";
import { expect, test } from "vitest";
import { markAlarm, readAlarmMark } from "../../../src/domain/marks/alarm.ts";
import { placeOfIssue } from "../../../src/domain/marks/place.ts";
import { markPolicyIssue } from "../../../src/domain/marks/policy-issue.ts";

const path = ".github/workflows/ci.yml";
const alarm = { kind: "not-enforced", path, jobId: "build" };

test.each<[string, string | null, object]>([
  ["an alarm", `Look.\n\n${markAlarm(alarm)}\n`, { path, jobId: "build" }],
  ["an alarm that remembers more", markAlarm(alarm, "since=2026-01-01"), { path, jobId: "build" }],
  ["an alarm about several jobs", markAlarm({ ...alarm, jobId: null }, "facts=1"), { path, jobId: null }],
  ["a policy", markPolicyIssue("Look.", { path, digest: "a".repeat(64) }), { path, jobId: null }],
  [
    "an alarm about no workflow file",
    markAlarm({ ...alarm, path: "README.md" }),
    { path: null, jobId: null },
  ],
  ["a broken path", markAlarm(alarm).replace("file=.", "file=%"), { path: null, jobId: null }],
  ["no mark", "Look.", { path: null, jobId: null }],
  ["nothing", null, { path: null, jobId: null }],
])("%s", (_, body, place) => {
  expect(placeOfIssue(body)).toEqual(place);
});

test("a mark gives back any file and job", () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .filter((text) => !/[/\r\n\u2028\u2029]/.test(text));
  fc.assert(
    fc.property(name, fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,20}$/), (file, jobId) => {
      const one = { kind: "failing", path: `.github/workflows/${file}.yml`, jobId };
      expect(readAlarmMark(`Look.\n${markAlarm(one, "since=x")}`)).toEqual(one);
    }),
    { numRuns: 200, seed: 1 },
  );
});
