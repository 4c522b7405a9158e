import { expect, test } from "vitest";
import { hardenRunner } from "../../../../src/domain/record/harden-runner/recorder.ts";
import type { MadeCall } from "../../../../src/domain/record/made-call.ts";
import type { StepWindow } from "../../../../src/domain/record/step-window.ts";
import {
  type AgentLine,
  buildJobLog,
  called,
  type JobLogOptions,
  resolved,
} from "../../../support/job-log-builder.ts";

const start = "2026-07-26T12:08:47Z";
const sinkhole = "54.185.253.63";
const at = (after: number): string => new Date(Date.parse(start) + after * 1_000).toISOString();
const step = (name: string, from: number, to: number): StepWindow => ({
  name,
  startedAt: at(from),
  completedAt: at(to),
});
// Not in the order of the job, as a name may sort anywhere.
const steps = [step("Test", 100, 200), step("Install", 20, 99), step("A check-out", 10, 19)];

function list(log: JobLogOptions, windows = steps): readonly MadeCall[] {
  const reader = hardenRunner.open({
    window: { from: 0, to: Number.MAX_SAFE_INTEGER },
    endsWithRecord: true,
    steps: windows,
  });
  reader.push(Buffer.from(buildJobLog({ start, ...log })));
  return reader.end().listCalls();
}

const endpoints = (agent: readonly AgentLine[], log: JobLogOptions = {}): readonly string[] =>
  list({ agent, ...log }).map(({ endpoint }) => endpoint);

test("calls stand in the order of the first of each, with their steps and the process that came first", () => {
  const agent = [
    called("z.example.org", "192.0.2.1", { after: 12, process: "git" }),
    called("m.example.org", "192.0.2.2", { after: 30, process: "npm" }),
    called("m.example.org", "192.0.2.2", { after: 31, process: "bash" }),
    called("a.example.org", "192.0.2.3", { after: 31, process: "node" }),
    called("z.example.org", "192.0.2.1", { after: 150, process: "curl" }),
    called("m.example.org", "192.0.2.2", { after: 151, process: "awk" }),
  ];
  expect(list({ agent })).toEqual([
    { endpoint: "z.example.org:443", steps: ["A check-out", "Test"], processes: ["git", "curl"] },
    { endpoint: "m.example.org:443", steps: ["Install", "Test"], processes: ["npm", "awk", "bash"] },
    { endpoint: "a.example.org:443", steps: ["Install"], processes: ["node"] },
  ]);
});

test("those of one second stand in the order of the log, each port for itself", () => {
  const agent = [
    called("b.example.org", "192.0.2.1", { after: 30, port: 8443 }),
    called("a.example.org", "192.0.2.2", { after: 30 }),
    called("b.example.org", "192.0.2.1", { after: 30 }),
  ];
  expect(endpoints(agent)).toEqual(["b.example.org:8443", "b.example.org:443", "a.example.org:443"]);
});

test("what was refused stands among what was called", () => {
  const log = { policy: "block", allowedEndpoints: "a.example.org:443 c.example.org:443" } as const;
  const agent = [
    called("a.example.org", "192.0.2.1", { after: 20 }),
    called("b.example.org", sinkhole, { after: 30, process: "curl" }),
    called("c.example.org", "192.0.2.3", { after: 40 }),
    called("d.example.org", "192.0.2.4", { after: 50, port: 8080 }),
    { after: 50, message: "ip address dropped: 192.0.2.4" },
    { after: 60, message: "ip address dropped: 192.0.2.9" },
  ];
  expect(endpoints(agent, log)).toEqual([
    "a.example.org:443",
    "b.example.org:443",
    "c.example.org:443",
    "d.example.org:8080",
    "192.0.2.9",
  ]);
  expect(list({ ...log, agent })[1]).toEqual({
    endpoint: "b.example.org:443",
    steps: ["Install"],
    processes: ["curl"],
  });
});

test("a call without a name, one under a masked name, and one that another name may hide are among them", () => {
  const agent = [
    called("", "192.0.2.7", { after: 20, process: "wget" }),
    called("api.***.org", "192.0.2.8", { after: 30 }),
    resolved("seen.example.org", "192.0.2.9", 39),
    resolved("hidden.example.org", "192.0.2.9", 39),
    called("seen.example.org", "192.0.2.9", { after: 40, process: "pip" }),
  ];
  expect(list({ agent })).toMatchObject([
    { endpoint: "192.0.2.7:443", processes: ["wget"] },
    { endpoint: "api.***.org:443" },
    { endpoint: "seen.example.org:443" },
    { endpoint: "hidden.example.org:443", steps: ["Install"], processes: ["pip"] },
  ]);
});

test("from the log alone no step is known, and without a record nothing", () => {
  const agent = [called("a.example.org", "192.0.2.1")];
  expect(list({ agent }, [])).toEqual([{ endpoint: "a.example.org:443", steps: [], processes: ["node"] }]);
  expect(list({ agent, postStep: ["nothing"] })).toEqual([]);
});
