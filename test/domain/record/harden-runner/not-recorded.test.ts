import { expect, test } from "vitest";
import { asUnguardable, unguardableByLabels } from "../../../../src/domain/record/reasons.ts";

test.each([
  [["ubuntu-24.04"], null],
  [["ubuntu-24.04-arm"], null],
  [["our-big-runner"], null],
  [["windows-builder-of-ours"], null],
  [["windows-latest"], null],
  [["Windows-2025"], null],
  [["macos-15-xlarge"], null],
  [["self-hosted", "linux"], "self-hosted-runner"],
  [["linux", "Self-Hosted"], "self-hosted-runner"],
  [["ubuntu-slim"], "ubuntu-slim-runner"],
  [["depot-ubuntu-24.04"], null],
  [["blacksmith-4vcpu-ubuntu-2404"], null],
  [[], null],
])("%j", (labels, reason) => {
  expect(unguardableByLabels(labels)).toBe(reason);
});

test.each([
  ["container-job", "container-job"],
  ["arm-runner", "arm-runner"],
  ["harden-runner-unavailable", null],
  ["log-not-available", null],
  ["no-harden-runner", null],
  [null, null],
] as const)("a log that says %s", (reason, unguardable) => {
  expect(asUnguardable(reason)).toBe(unguardable);
});
