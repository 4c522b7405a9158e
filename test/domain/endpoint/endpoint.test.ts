import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAlwaysReachable } from "../../../src/domain/endpoint/address.ts";
import { matchesWildcard, splitAgentList } from "../../../src/domain/endpoint/agent-list.ts";
import {
  compareEndpoints,
  formatEndpoint,
  parseEndpoint,
  parseHostName,
} from "../../../src/domain/endpoint/endpoint.ts";
import { entryKey, readAllowedEntry, writeEntry } from "../../../src/domain/endpoint/entry.ts";
import { createIsImplicit, findImplicitSince } from "../../../src/domain/endpoint/implicit-endpoints.ts";
import { findGuardVersion } from "../../../src/domain/harden-runner/guard-version.ts";
import { formatVersion } from "../../../src/domain/harden-runner/version.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[a-z]{2,6}$/))
  .map(([labels, last]) => [...labels, last].join("."));
const endpoint = fc.record({ host, port: fc.integer({ min: 1, max: 65_535 }) });

describe("parseHostName", () => {
  test.each([
    ["github.com", "github.com"],
    ["GitHub.com.", "github.com"],
    ["a.b-c.example.org", "a.b-c.example.org"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["1.example.com", "1.example.com"],
    ["localhost", "localhost"],
  ])("takes %j", (text, expected) => expect(parseHostName(text)).toBe(expected));

  test.each([
    "",
    ".",
    "..",
    "***",
    "a.***.example.com",
    "1.2.3.4",
    "999.1",
    "under_score.example.com",
    "-a.example.com",
    "a-.example.com",
    "a..example.com",
    ".example.com",
    "exa mple.com",
    "example.com/path",
    "example.com:443",
    "<script>.example.com",
    "bücher.example",
    "\u212Aelvin.example",
    "github.\u212Aom",
    "a\nb.example.com",
    `${"a".repeat(64)}.example.com`,
    `${"a.".repeat(127)}com`,
    "[::1]",
  ])("refuses %j", (text) => expect(parseHostName(text)).toBeNull());
});

test("an endpoint is read back as it was written", () => {
  fc.assert(
    fc.property(endpoint, (value) => {
      expect(parseEndpoint(formatEndpoint(value))).toEqual({ ...value });
    }),
  );
});

test.each(["github.com", "github.com:0", "github.com:65536", "github.com:+1", "github.com:1e3", ":443"])(
  "%j is no endpoint",
  (text) => expect(parseEndpoint(text)).toBeNull(),
);

test("endpoints are ordered by host, then by port as a number", () => {
  const texts = ["b.example:80", "a.example:8443", "a.example:443", "a.example:80"];
  const sorted = texts
    .map(parseEndpoint)
    .filter((one) => one !== null)
    .sort(compareEndpoints)
    .map(formatEndpoint);
  expect(sorted).toEqual(["a.example:80", "a.example:443", "a.example:8443", "b.example:80"]);
});

describe("an allow-list", () => {
  test("is split as the agent splits it: at spaces only", () => {
    expect(splitAgentList(" a:443  b\nc ")).toEqual(["a:443", "b\nc"]);
  });

  test("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.array(endpoint), (list) => {
        const text = list.map(formatEndpoint).join(" ");
        expect(splitAgentList(text).map(parseEndpoint)).toEqual(list);
      }),
    );
  });

  test.each([
    ["github.com", { kind: "host", host: "github.com", port: 443 }],
    ["GitHub.com:8080", { kind: "host", host: "github.com", port: 8080 }],
    ["*.example.com:443", { kind: "wildcard", prefix: "", suffix: ".example.com", port: 443 }],
    ["prod*.example.com", { kind: "wildcard", prefix: "prod", suffix: ".example.com", port: 443 }],
    ["1.2.3.4:443", { kind: "invalid", problem: "address" }],
    ["[::1]:443", { kind: "invalid", problem: "address" }],
    ["a.example.com:", { kind: "invalid", problem: "bad-port" }],
    ["a.example.com:https", { kind: "invalid", problem: "bad-port" }],
    ["a.example.com:0", { kind: "invalid", problem: "bad-port" }],
    ["a.example.com:443:1", { kind: "invalid", problem: "bad-port" }],
    ["https://a.example.com", { kind: "invalid", problem: "bad-port" }],
    ["a_b.example.com:443", { kind: "invalid", problem: "underscore" }],
    ["a..example.com", { kind: "invalid", problem: "bad-host" }],
    ["\u212Aelvin.example", { kind: "invalid", problem: "bad-host" }],
    ["*.\u212Aelvin.example", { kind: "invalid", problem: "bad-host" }],
    ["Prod*.Example.com", { kind: "wildcard", prefix: "prod", suffix: ".example.com", port: 443 }],
    ["*.*.example.com", { kind: "invalid", problem: "two-wildcards" }],
    ["10.0.0.0/8", { kind: "invalid", problem: "address" }],
    ["a.example.com..", { kind: "invalid", problem: "bad-host" }],
    ["a.example.com:+443", { kind: "invalid", problem: "bad-port" }],
  ])("reads %j", (text, expected) => expect(readAllowedEntry(text)).toEqual(expected));

  test.each([
    ["github.com", "github.com:443", true],
    // The agent compares names as they are written.
    ["github.com", "GITHUB.com:443", false],
    ["github.com:+443", "github.com:443", false],
    ["github.com.", "github.com", true],
    ["github.com:80", "github.com", false],
    ["*.example.com", "*.EXAMPLE.com:443", false],
    ["***", "***", true],
  ])("%j and %j are the same entry: %s", (a, b, same) => expect(entryKey(a) === entryKey(b)).toBe(same));

  test.each([
    ["GitHub.com", "github.com:443"],
    ["*.Example.com.:80", "*.example.com:80"],
    ["\u212Aelvin.example", "\u212Aelvin.example"],
  ])("%j is written as %j", (text, written) => expect(writeEntry(text)).toBe(written));

  test.each([
    ["*.example.com", "a.example.com", true],
    ["*.example.com", "a.b.example.com", true],
    ["*.example.com", "example.com", false],
    ["prod*.example.com", "prod-1.example.com", true],
    ["prod*.example.com", "test.example.com", false],
    // The two parts may overlap.
    ["ab*bc.example.com", "abc.example.com", true],
  ])("%j matches %j: %s", (pattern, name, expected) => {
    const entry = readAllowedEntry(pattern);
    expect(entry.kind === "wildcard" && matchesWildcard(entry, name)).toBe(expected);
  });
});

test.each<[string, number, string, boolean, boolean]>([
  ["results-receiver.actions.githubusercontent.com", 443, "v2.21.1", false, true],
  ["results-receiver.actions.githubusercontent.com", 443, "v2.5.1", false, true],
  ["results-receiver.actions.githubusercontent.com", 443, "v2.5.0", false, false],
  ["pipelines.actions.githubusercontent.com", 443, "v1.0.0", false, true],
  ["codeload.github.com", 443, "v2.21.1", false, true],
  ["codeload.github.com", 80, "v2.21.1", false, false],
  ["productionresultssa18.blob.core.windows.net", 443, "v2.5.1", false, true],
  ["productionresultssa18.blob.core.windows.net", 443, "v2.4.0", false, false],
  ["other.blob.core.windows.net", 443, "v2.21.1", false, false],
  ["agent.api.stepsecurity.io", 443, "v2.21.1", false, true],
  ["agent.api.stepsecurity.io", 443, "v2.21.1", true, false],
  ["prod.app-api.stepsecurity.io", 443, "v2.16.1", false, true],
  ["prod.app-api.stepsecurity.io", 443, "v2.16.0", false, false],
  ["prod.app-api.stepsecurity.io", 443, "a branch", false, true],
  ["github.com", 443, "v2.21.1", false, false],
])("%s:%i by %s (telemetry disabled: %s) is implicit: %s", (name, port, ref, disableTelemetry, expected) => {
  const version = findGuardVersion({ ref, comment: null });
  expect(createIsImplicit(version, disableTelemetry)({ host: name, port })).toBe(expected);
});

test.each([
  ["codeload.github.com", 443, "v1.0.0"],
  ["results-receiver.actions.githubusercontent.com", 443, "v2.5.1"],
  ["prod.app-api.stepsecurity.io", 443, "v2.16.1"],
  ["github.com", 443, null],
])("%s:%i is implicit since %s", (name, port, expected) => {
  const since = findImplicitSince({ host: name, port }, false);
  expect(since === null ? null : formatVersion(since)).toBe(expected);
});

test.each([
  ["127.0.0.1", true],
  ["10.1.2.3", true],
  ["172.16.0.1", true],
  ["172.32.0.1", false],
  ["192.168.0.1", true],
  ["168.63.129.16", true],
  ["169.254.169.254", true],
  ["169.254.1.1", false],
  ["140.82.116.3", false],
  ["not an address", false],
])("block mode lets %s through without a list: %s", (address, expected) => {
  expect(isAlwaysReachable(address)).toBe(expected);
});
