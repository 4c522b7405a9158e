import { expect, test } from "vitest";
import {
  type Baseline,
  baselineWithoutRecord,
  mergeBaselines,
} from "../../../src/domain/baseline/baseline.ts";
import { findUnguardedLegs } from "../../../src/domain/baseline/unguarded-legs.ts";
import type { UnguardableReason } from "../../../src/domain/record/reasons.ts";
import { learnOne } from "../../support/baseline-builder.ts";

const notRecorded = (unguarded: UnguardableReason, day: number): Baseline =>
  baselineWithoutRecord(
    { runId: 1_000 + day, attempt: 1, at: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), event: "push" },
    "build",
    { unguarded, enforcement: { state: "unknown" } },
  );

test.each<[string, readonly (UnguardableReason | null)[], readonly UnguardableReason[]]>([
  ["recorded", [null, null], []],
  ["not watched in the newest run", [null, "container-job"], ["container-job"]],
  ["watched again", ["container-job", null], []],
  ["by an unknown agent once", [null, null, "unknown-agent"], []],
  ["by an unknown agent twice", [null, "unknown-agent", "unknown-agent"], []],
  [
    "by an unknown agent for long",
    [null, "unknown-agent", "unknown-agent", "unknown-agent"],
    ["unknown-agent"],
  ],
  ["by an unknown agent from the first on", ["unknown-agent"], ["unknown-agent"]],
])("a leg %s", (_, runs, expected) => {
  const baseline = runs
    .map((reason, day) => (reason === null ? learnOne({ day }, day) : notRecorded(reason, day)))
    .reduce(mergeBaselines);
  expect(findUnguardedLegs(baseline).unguarded.map(({ reason }) => reason)).toEqual(expected);
});
