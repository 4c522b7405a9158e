import {
  type Baseline,
  baselineOf,
  emptyBaseline,
  factsOfLogAlone,
  mergeBaselines,
} from "../../src/domain/baseline/baseline.ts";
import type { Enforcement } from "../../src/domain/record/enforcement.ts";
import type { Observation, ObservedEndpoint, Refused } from "../../src/domain/record/observation.ts";
import type { UnguardableReason } from "../../src/domain/record/reasons.ts";
import type { Silence } from "../../src/domain/record/silence.ts";

/** One run for `learn`: the names it called (`host` or `host:port`, address invented) and what else it saw. */
export interface Run {
  readonly calls?: readonly string[];
  readonly endpoints?: readonly Partial<ObservedEndpoint>[];
  readonly addresses?: readonly string[];
  readonly resolvedOnly?: readonly string[];
  readonly complete?: boolean;
  readonly leg?: string;
  readonly event?: string | null;
  readonly runId?: number;
  /** Days after the first of January 2026; the run's place where it is not given. */
  readonly day?: number;
  /** The keys of the steps that succeeded. */
  readonly steps?: readonly string[];
  /** Why the leg, though recorded, cannot be held to a list. */
  readonly unguarded?: UnguardableReason;
  /** Hosts that block mode refused, and addresses that it dropped; a `!` at the end is a host that was listed, a `?` one on the block list. */
  readonly refused?: readonly string[];
  /** What block mode refused may have failed it. */
  readonly failed?: boolean;
  /** Refused endpoints, `host:port`, that are suspicious, with what had changed. */
  readonly suspects?: ReadonlyMap<string, readonly string[]>;
  /** What is left of names that GitHub has masked; a `!` at the end is one that was refused. */
  readonly masked?: readonly string[];
  readonly enforcement?: Enforcement;
  /** Of a run in block mode, where its enforcement is unknown. */
  readonly silence?: Silence;
  /** It did not succeed, though its record is whole. */
  readonly cancelled?: boolean;
  readonly actions?: readonly string[];
}

/** The observation of one run; run number and day follow from its place. */
export function observationOf(run: Run, index: number): Observation {
  const at = new Date(Date.UTC(2026, 0, 1) + (run.day ?? index) * 86_400_000).toISOString();
  const endpoint = (partial: Partial<ObservedEndpoint>): ObservedEndpoint => ({
    host: "example.com",
    port: 443,
    implicit: false,
    alwaysReachable: false,
    via: "called",
    processes: ["node"],
    firstSeen: at,
    lastSeen: at,
    sharedWith: [],
    steps: [],
    ...partial,
  });
  return {
    status: run.complete === false ? "incomplete" : "recorded",
    reason: run.complete === false ? "record-cut" : null,
    repository: "octo-org/octo-repo",
    runId: run.runId ?? 1_000 + index,
    jobName: run.leg ?? "build",
    workflow: null,
    image: null,
    at,
    policy: "audit",
    enforced: false,
    enforcement: run.enforcement ?? { state: "audit" },
    actions: run.actions ?? [],
    endpoints: [
      ...(run.calls ?? []).map((text) => {
        const [host = "", port = "443"] = text.split(":");
        return endpoint({ host, port: Number(port) });
      }),
      ...(run.endpoints ?? []).map(endpoint),
    ],
    addresses: (run.addresses ?? []).map((text) => {
      const [ip = "", port = ""] = text.split(":");
      return { ip, port: Number(port), processes: [] };
    }),
    resolvedOnly: run.resolvedOnly ?? [],
    refused: (run.refused ?? []).map((text): Refused => {
      const facts = { ports: [], processes: ["curl"], steps: ["Run tests"] };
      if (/^[\d.]+$/.test(text)) return { ...facts, ip: text };
      const host = text.replace(/[!?]$/, "");
      return { ...facts, host, isListed: text.endsWith("!"), isBlocklisted: text.endsWith("?") };
    }),
    masked: (run.masked ?? []).map((text) => ({
      name: text.replace(/!$/, ""),
      port: 443,
      processes: ["curl"],
      steps: ["Run tests"],
      isRefused: text.endsWith("!"),
    })),
    lookalikes: 0,
  };
}

/** What one run teaches; run number and day follow from its place. */
export function learnOne(run: Run, index: number): Baseline {
  const facts = {
    ...factsOfLogAlone,
    event: run.event ?? null,
    failed: run.failed ?? false,
    executedSteps: run.steps ?? [],
    suspects: run.suspects ?? new Map(),
    succeeded: run.failed !== true && run.cancelled !== true,
    silence: run.silence ?? null,
  };
  return baselineOf(observationOf(run, index), facts, run.unguarded ?? null) ?? emptyBaseline;
}

/** The baseline of some runs, a day apart where they do not say otherwise. */
export function learn(runs: readonly Run[]): Baseline {
  return runs.map(learnOne).reduce(mergeBaselines, emptyBaseline);
}

/** A value with its maps and sets as arrays in their own order, so that equal bytes mean equal order too. */
export function toBytes(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof Map || part instanceof Set ? [...part] : part,
  );
}
