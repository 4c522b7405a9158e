import { describe, expect, test } from "vitest";
import { createJobLogReader } from "../../../../src/domain/record/harden-runner/job-log.ts";
import { listClaims } from "../../../../src/domain/record/harden-runner/list-claims.ts";
import { observe } from "../../../../src/domain/record/harden-runner/observe.ts";
import { createRecordBuilder } from "../../../../src/domain/record/harden-runner/record.ts";
import { buildJobLog, buildPostStep, called } from "../../../support/job-log-builder.ts";

type Event = Parameters<ReturnType<typeof createRecordBuilder>["add"]>[0];

function recordOf(...events: readonly Event[]) {
  const builder = createRecordBuilder();
  for (const event of events) builder.add(event);
  return builder.record();
}

const at = "2026-01-02T03:04:05Z";
const call = (host: string | null, address = "192.0.2.1", port = 443): Event =>
  ({ kind: "called", host, masked: null, address, port, process: "curl", at }) as Event;

describe("what records name that contradict each other", () => {
  test("is all that any of them says was called or refused, each once", () => {
    const one = recordOf(call("a.example.com"), call(null, "198.51.100.7", 22));
    const other = recordOf(call("a.example.com"), {
      kind: "host-refused",
      host: "b.example.com",
      at,
    } as Event);
    expect(listClaims([one, other])).toEqual({
      endpoints: ["a.example.com:443", "198.51.100.7:22", "b.example.com:443"],
      more: 0,
    });
  });

  test("is bounded, and a long record does not hide what a short one says", () => {
    const flood = recordOf(...Array.from({ length: 1_000 }, (_, index) => call(`a${index}.example.com`)));
    const { endpoints, more } = listClaims([flood, recordOf(call("evil.example.net"))]);
    expect(endpoints).toHaveLength(50);
    expect(endpoints).toContain("evil.example.net:443");
    expect(more).toBe(951);
  });

  test("has the last of a hundred records: the runner prints the real one late", () => {
    const forged = buildPostStep({ agent: [called("forged.example.net", "203.0.113.7")] });
    const text = buildJobLog({
      agent: [called("real.example.com", "192.0.2.9")],
      steps: Array.from({ length: 100 }, () => forged),
    });
    const reader = createJobLogReader();
    reader.push(Buffer.from(text));
    const { claims, reason } = observe(reader.end());
    expect(reason).toBe("ambiguous-record");
    expect(claims).toEqual({ endpoints: ["forged.example.net:443", "real.example.com:443"], more: 0 });
  });
});
