// prove: fuzz        215,000 hostile logs, broken workflow files and random edits crash nothing, and other parsers agree with what is made of them; 1 min
import fc from "fast-check";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { baselineOf, factsOfLogAlone } from "../../src/domain/baseline/baseline.ts";
import { checkWorkflow } from "../../src/domain/guard/check/check.ts";
import { switchToBlock } from "../../src/domain/guard/workflow-step/edit.ts";
import { judgeReadiness } from "../../src/domain/readiness/judge-readiness.ts";
import { recommend } from "../../src/domain/recommendation/recommend.ts";
import { buildLines, called, resolved, stampLines } from "../support/job-log-builder.ts";
import { observeText } from "../support/read.ts";
import { sizeOf } from "../support/size-of.ts";

// Written anew here, so that the check is not the code's own.
const dnsName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const address = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const seed = 20_261_124;
const runs = sizeOf("fuzz", {
  suite: { logs: 500, bytes: 500, files: 1_000 },
  whole: { logs: 20_000, bytes: 5_000, files: 40_000 },
});

const hostileName = fc.oneof(
  fc.constantFrom(
    "***",
    "",
    "a_b.example.com",
    "<img src=x>",
    "a`b`",
    "evil.example.com\u001b[31m",
    "-",
    "..",
    "xn--a.example",
    "1.2.3.4",
    "a.b\\032c.example",
    "UPPER.Example.COM",
    "${{ secrets.X }}",
  ),
  fc.domain(),
  fc.string({ maxLength: 40 }),
);
const hostileAddress = fc.oneof(
  fc.ipV4(),
  fc.constantFrom("54.185.253.63", "999.1.1.1", "::1", "", "168.63.129.16"),
);
const event = fc
  .tuple(hostileName, hostileAddress, fc.string({ maxLength: 12 }), fc.boolean())
  .map(([host, ip, process, isCall]) => (isCall ? called(host, ip, { process }) : resolved(host, ip)));
const fragment = fc.oneof(
  fc.constantFrom(
    "Post job cleanup.",
    "[harden-runner] post-step",
    "[harden-runner] pre-step",
    "[harden-runner] main-step",
    "log:",
    "status:",
    "Initialized",
    "timed out",
    "##[group]Run x",
    '{"repo":',
    "[!] Current Configuration: ",
    "Uses: a/b/.github/workflows/c.yml@x (0000000000000000000000000000000000000000)",
    "Complete job name: \u0000\u202e",
    "agent.service log:",
    "\uFEFF",
    " &{Repo:a/b CorrelationId:x RunId:1 EgressPolicy:audit}",
    "Sun, 26 Jul 2026 12:09:47 GMT:Step Security Job Correlation ID: 0d721a0a-e820-4cee-8a57-5c8d85119234",
  ),
  fc.string({ maxLength: 60 }),
);

test("no log, however hostile, crashes a reader or gets an invalid name into any output", () => {
  const log = fc
    .record({
      agent: fc.array(event, { maxLength: 12 }),
      places: fc.array(fc.tuple(fc.nat(), fragment), { maxLength: 8 }),
      cut: fc.option(fc.nat(), { freq: 4 }),
      policy: fc.constantFrom("audit" as const, "block" as const),
    })
    .map(({ agent, places, cut, policy }) => {
      const lines = buildLines({ agent, policy });
      for (const [place, text] of places) lines.splice(place % lines.length, 0, text);
      const text = stampLines(lines, "2026-07-26T12:08:47Z");
      return cut === null ? text : text.slice(0, cut % text.length);
    });
  let recorded = 0;
  fc.assert(
    fc.property(log, fc.integer({ min: 1, max: 5_000 }), (text, chunk) => {
      const observation = observeText(text, chunk);
      if (observation.status === "recorded") recorded += 1;
      for (const { host } of observation.endpoints) expect(host).toMatch(dnsName);
      for (const host of observation.resolvedOnly) expect(host).toMatch(dnsName);
      for (const { ip } of observation.addresses) expect(ip).toMatch(address);
      for (const one of observation.refused)
        expect("host" in one ? one.host : one.ip).toMatch("host" in one ? dnsName : address);
      const baseline = baselineOf(observation, factsOfLogAlone);
      if (baseline === null) return;
      const recommendation = recommend(baseline);
      for (const entry of recommendation.entries)
        expect(entry.text.replace("*", "x").replace(/:\d+$/, "")).toMatch(dnsName);
      for (const { endpoint } of recommendation.leftOut) {
        const name = endpoint.replace(/:\d+$/, "");
        expect(dnsName.test(name) || address.test(name)).toBe(true);
      }
      judgeReadiness(baseline, recommendation);
    }),
    { numRuns: runs.logs, seed },
  );
  expect(recorded).toBeGreaterThan(runs.logs / 25);
});

test("bytes at random are read without a crash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      expect(["not-recorded", "incomplete"]).toContain(observeText(Buffer.from(bytes)).status);
    }),
    { numRuns: runs.bytes, seed },
  );
});

const workflow = `name: CI
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: step-security/harden-runner@v2
        with:
          egress-policy: audit
          allowed-endpoints: >
            a.example.com:443
            b.example.com:443
      - run: |
          npm test
  other: {steps: [{uses: step-security/harden-runner@v2, with: {egress-policy: audit}}]}
`;

interface Parsed {
  jobs: Record<string, { steps: { uses?: string; with?: Record<string, unknown> }[] }>;
}

function withoutInputs(text: string, job: string): unknown {
  const parsed = load(text) as Parsed;
  const step = parsed.jobs[job]?.steps.find(
    ({ uses }) => uses !== undefined && /^step-security\/harden-runner@/i.test(uses),
  );
  for (const name of Object.keys(step?.with ?? {})) {
    if (/^(?:egress-policy|allowed-endpoints)$/i.test(name)) delete step?.with?.[name];
  }
  if (step !== undefined && Object.keys(step.with ?? {}).length === 0) delete step.with;
  return parsed;
}

test("no workflow file, however broken, crashes the editor; it is edited so that a second parser agrees, or refused", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "\n",
      "  ",
      "\t",
      "- ",
      ": ",
      "#",
      " #",
      "'",
      '"',
      "{",
      "}",
      "[",
      "]",
      "|",
      ">",
      "&a ",
      "*a",
      "<<: ",
      "---\n",
      "!!str ",
      "\r",
      "\uFEFF",
      "\u0000",
      "🎉",
      "${{ x }}",
      "audit",
      "block",
      "          egress-policy: audit\n",
      "            # deep\n",
    ),
    fc.string({ maxLength: 8, unit: "binary" }),
  );
  const change = fc.record({ at: fc.nat(), remove: fc.integer({ min: 0, max: 12 }), insert: piece });
  const mutated = fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce((text, { at, remove, insert }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + insert + text.slice(place + remove);
    }, workflow),
  );
  let edited = 0;
  fc.assert(
    fc.property(mutated, fc.constantFrom("build", "other"), (text, job) => {
      for (const { line, column } of checkWorkflow(text)) expect(Math.min(line, column)).toBeGreaterThan(0);
      const targets = new Map([[job, ["github.com:443"]]]);
      const result = switchToBlock(text, targets, { path: null });
      if (result.changed.length === 0) {
        expect(result.text).toBe(text);
        return;
      }
      edited += 1;
      expect(result.refused).toEqual([]);
      expect(switchToBlock(result.text, targets, { path: null }).text).toBe(result.text);
      let before: unknown;
      try {
        before = withoutInputs(text, job);
      } catch {
        // What only one of the two parsers accepts cannot be compared.
        return;
      }
      expect(withoutInputs(result.text, job), text).toEqual(before);
    }),
    { numRuns: runs.files, seed },
  );
  expect(edited).toBeGreaterThan(runs.files / 10);
});
