import { describe, expect, test } from "vitest";
import { readAgentLine } from "../../../../src/domain/record/harden-runner/agent-log.ts";

const stamp = "Sun, 26 Jul 2026 12:09:47 GMT:";
const at = "2026-07-26T12:09:47.000Z";

describe("a call", () => {
  test.each([
    [
      "140.82.116.3:443, domain: github.com., pid: 2762, process: git-remote-http",
      "github.com",
      443,
      "git-remote-http",
    ],
    ["151.101.64.223:443, domain: pypi.org., pid: 3494, process: python3.12", "pypi.org", 443, "python3.12"],
    ["1.2.3.4:8080, domain: API.Example.COM., pid: 1, process: a, b", "api.example.com", 8080, "a, b"],
    ["8.8.8.8:53, domain: , pid: 3945, process: java", null, 53, "java"],
    ["1.2.3.4:443, domain: registry.example.com., pid: 3945, process: ", "registry.example.com", 443, ""],
    ["1.2.3.4:443, domain: ***., pid: 3945, process: java", null, 443, "java"],
    ["1.2.3.4:443, domain: a,\\ pid:\\ 1.example.com., pid: 3945, process: java", null, 443, "java"],
    ["1.2.3.4:443, domain: a_b.example.com., pid: 3945, process: x\u0007y", null, 443, "x?y"],
  ])("%j", (text, host, port, process) => {
    const event = readAgentLine(`${stamp}endpoint called ip address:port ${text}`);
    expect(event).toMatchObject({ kind: "called", at, host, port, process });
  });

  test.each([
    "999.1.1.1:443, domain: a.example., pid: 1, process: x",
    "1.2.3.4:99999, domain: a.example., pid: 1, process: x",
    "1.2.3.4, domain: a.example., pid: 1, process: x",
    "1.2.3.4:443",
    "",
    "***:443, domain: a.example., pid: 1, process: x",
    "1.2.3.4:***, domain: a.example., pid: 1, process: x",
    "1.2.3.4:443, ***: a.example., pid: 1, process: x",
    "1.2.3.4:443, domain: a.example., ***: 1, process: x",
    "1.2.3.4:443, domain: a.example., pid: 1, ***: x",
  ])("that says %j is unreadable", (text) => {
    expect(readAgentLine(`${stamp}endpoint called ip address:port ${text}`)).toEqual({ kind: "unreadable" });
  });

  test("to port 0 sends nothing and is none", () => {
    const line = `${stamp}endpoint called ip address:port 1.2.3.4:0, domain: a.example., pid: 1, process: x`;
    expect(readAgentLine(line)).toEqual({ kind: "other" });
  });
});

test.each([
  [
    "domain resolved: repo.maven.apache.org., ip address: 104.18.18.12, TTL: 300",
    { kind: "resolved", host: "repo.maven.apache.org", address: "104.18.18.12" },
  ],
  ["domain resolved: ***., ip address: 104.18.18.12, TTL: 300", { kind: "other" }],
  ["domain resolved: a.example., ip address: ***, TTL: 300", { kind: "unreadable" }],
  ["domain resolved: a.example., ***: 104.18.18.12, TTL: 300", { kind: "unreadable" }],
  ["ip address dropped: ***", { kind: "unreadable" }],
  ["*** called ip address:port 1.2.3.4:443, domain: a.example., pid: 1, process: x", { kind: "unreadable" }],
  [
    "endpoint *** ip address:port 1.2.3.4:443, domain: a.example., pid: 1, process: x",
    { kind: "unreadable" },
  ],
  ["Reverted ***", { kind: "unreadable" }],
  ["sudo process started: Exe: /usr/bin/curl, Arguments: [curl -H ***]", { kind: "other" }],
  ["domain could not be resolved: ***, status 3", { kind: "other" }],
  [
    "domain not allowed: evil.example.com.",
    { kind: "host-refused", at, host: "evil.example.com", isBlocklisted: false },
  ],
  ["domain not allowed: not a host", { kind: "other" }],
  [
    "domain resolution blocked: bad.example.com., matched_policy: GLOBAL_BLOCKLIST, reason: X",
    { kind: "host-refused", at, host: "bad.example.com", isBlocklisted: true },
  ],
  ["ip address dropped: 6.6.6.6", { kind: "address-dropped", at, address: "6.6.6.6" }],
  ["ip address dropped: 6.6.6.6, reason: COMPROMISED", { kind: "address-dropped", at, address: "6.6.6.6" }],
  ["Step Security Job Correlation ID: abc", { kind: "correlation-id", id: "abc" }],
  ["Allowed domains:map[github.com.:[{github.com. 443}]]", { kind: "block-rules-set" }],
  ["added audit rules", { kind: "audit-rules-set" }],
  [
    "Error resolving allowed domain error in response from dns.google unable to resolve domain dead.example.com., status 3",
    { kind: "allowed-host-unresolved", host: "dead.example.com" },
  ],
  ["Reverted changes", { kind: "reverted" }],
  ["sudo process started: Exe: /usr/bin/curl, Arguments: [curl https://github.com/a]", { kind: "other" }],
  ["initialized global blocklist: &{ipAddresses:map[142.11.206.73:X]}", { kind: "other" }],
  ["[Source code overwritten] file: /home/x", { kind: "other" }],
])("reads %j", (message, expected) => expect(readAgentLine(stamp + message)).toEqual(expected));

test.each([
  "",
  "endpoint called ip address:port 1.2.3.4:443, domain: a.example., pid: 1, process: x",
  " &{Repo:*** CorrelationId:x RunId:1 EgressPolicy:audit}",
  "26 Jul 2026 12:09:47 GMT:Reverted changes",
])("%j is no line of the agent's log", (line) => expect(readAgentLine(line)).toBeNull());

test.each([
  "Sun, 26 Foo 2026 12:09:47 GMT:Reverted changes",
  "Sun, 31 Jun 2026 12:09:47 GMT:Reverted changes",
  "Sun, 26 Jul 2026 25:09:47 GMT:Reverted changes",
  "Sun, 26 Jul *** 12:09:47 GMT:Reverted changes",
])("%j was written by the agent at no time, so it is unreadable", (line) =>
  expect(readAgentLine(line)).toEqual({ kind: "unreadable" }),
);
