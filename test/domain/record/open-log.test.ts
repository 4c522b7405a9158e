import { describe, expect, test } from "vitest";
import { hardenRunner } from "../../../src/domain/record/harden-runner/recorder.ts";
import { openLog } from "../../../src/domain/record/open-log.ts";
import type { Recorders } from "../../../src/domain/record/recorder.ts";
import { buildJobLog, called } from "../../support/job-log-builder.ts";
import { endpointsOf } from "../../support/read.ts";
import { twoLineLog, twoLineRecorder } from "../../support/two-line-recorder.ts";

const start = "2026-07-26T12:08:47Z";
const call = { host: "two.example.org", port: 443, address: "192.0.2.2", at: start };
const twoLines = twoLineLog({ repository: "octo-org/repo", id: 7 }, [call], { start, recordAt: start });
const hardened = buildJobLog({ agent: [called("github.com", "140.82.112.3")] });

describe("a log of which nothing tells who recorded in it", () => {
  test.each<[string, Recorders, string, string, readonly string[]]>([
    ["one recorder's", [hardenRunner, twoLineRecorder], hardened, "recorded", ["github.com:443"]],
    ["the other's", [hardenRunner, twoLineRecorder], twoLines, "recorded", ["two.example.org:443"]],
    ["of the last of the list", [twoLineRecorder, hardenRunner], hardened, "recorded", ["github.com:443"]],
    ["of both", [hardenRunner, twoLineRecorder], hardened + twoLines, "recorded", ["github.com:443"]],
    [
      "of both, turned round",
      [twoLineRecorder, hardenRunner],
      hardened + twoLines,
      "recorded",
      ["two.example.org:443"],
    ],
    ["of neither", [hardenRunner, twoLineRecorder], `${start} Hello\n`, "no-harden-runner", []],
    ["of neither, turned round", [twoLineRecorder, hardenRunner], `${start} Hello\n`, "no-agent-log", []],
    ["empty", [hardenRunner, twoLineRecorder], "", "empty-log", []],
    ["of a recorder that is not known", [hardenRunner], twoLines, "no-harden-runner", []],
  ])("%s", (_, recorders, log, expected, endpoints) => {
    for (const length of [7, 65_536]) {
      const reader = openLog(recorders);
      const bytes = Buffer.from(log);
      for (let at = 0; at < bytes.length; at += length) reader.push(bytes.subarray(at, at + length));
      const { observation } = reader.end();
      expect(observation.reason ?? observation.status).toBe(expected);
      expect(endpointsOf(observation)).toEqual(endpoints);
    }
  });
});
