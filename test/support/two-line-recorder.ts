import { createLineFeed } from "../../src/domain/record/log/line-feed.ts";
import { readLogLine } from "../../src/domain/record/log/log-line.ts";
import type { Observation } from "../../src/domain/record/observation.ts";
import type { Recorder } from "../../src/domain/record/recorder.ts";
import { stepsOf } from "../../src/domain/record/step-window.ts";
import { stampLines } from "./job-log-builder.ts";

interface Call {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly at: string;
}

const mark = "TWO-LINES ";
const needle = Buffer.from(mark);

/** A recorder that no product is: its record is two lines, one of the run and one of what was called. */
export const twoLineRecorder: Recorder = {
  action: "octo-org/two-lines",
  open(step) {
    let run: { readonly repository: string; readonly id: number; readonly at: string } | null = null;
    let calls: readonly Call[] | null = null;
    const feed = createLineFeed((raw) => {
      const { at, text } = readLogLine(raw);
      const time = Date.parse(at ?? "");
      const isBelieved = step === null || (time >= step.window.from && time <= step.window.to);
      if (at === null || !isBelieved || !text.startsWith(mark)) return needle;
      const [kind = "", ...values] = text.slice(mark.length).split(" ");
      if (kind === "run") run = { repository: values[0] ?? "", id: Number(values[1]), at };
      if (kind === "called") calls = JSON.parse(values.join("")) as Call[];
      return needle;
    });
    return {
      push: feed.push,
      needsHead: () => false,
      needsRest: () => (step?.endsWithRecord === true ? "tail" : "everything"),
      gap: feed.gap,
      end() {
        feed.end();
        const found = calls ?? [];
        return {
          isPresent: run !== null,
          observation: {
            ...nothing,
            ...(run === null || calls === null ? {} : { status: "recorded", reason: null }),
            repository: run?.repository ?? null,
            runId: run?.id ?? null,
            at: run?.at ?? null,
            endpoints: found.map(({ host, port, at }) => ({
              host,
              port,
              implicit: false,
              via: "called",
              alwaysReachable: false,
              processes: [],
              firstSeen: at,
              lastSeen: at,
              sharedWith: [],
              steps: stepsOf([at], step?.steps ?? []),
            })),
          },
          unguardable: null,
          addressesOf: (isName, port) =>
            calls === null
              ? null
              : found
                  .filter((call) => isName(call.host) && (port === null || port === call.port))
                  .map(({ address }) => address),
          listCalls: () =>
            found.map(({ host, port, at }) => ({
              endpoint: `${host}:${port}`,
              steps: stepsOf([at], step?.steps ?? []),
              processes: [],
            })),
        };
      },
    };
  },
};

const nothing: Observation = {
  status: "not-recorded",
  reason: "no-agent-log",
  repository: null,
  runId: null,
  jobName: null,
  workflow: null,
  image: null,
  at: null,
  policy: "audit",
  enforced: false,
  enforcement: { state: "audit" },
  actions: [],
  endpoints: [],
  addresses: [],
  resolvedOnly: [],
  refused: [],
  lookalikes: 0,
};

/** A job's log with a record of two lines, printed at a time (ISO 8601 UTC). */
export function twoLineLog(
  run: { readonly repository: string; readonly id: number },
  calls: readonly Call[],
  { start, recordAt, before = [] }: { start: string; recordAt: string; before?: readonly string[] },
): string {
  const record = [
    `${mark}run ${run.repository} ${run.id}`,
    `${mark}called ${JSON.stringify(calls)}`,
    "Cleaning up orphan processes",
  ];
  return stampLines(["Current runner version: '2.336.0'", ...before], start) + stampLines(record, recordAt);
}
