import { countRuns } from "../../../domain/baseline/complete-runs.ts";
import { endOf } from "../../../domain/harden-runner/version-table.ts";
import type { Readiness } from "../../../domain/readiness/gate.ts";
import { findOwnDns } from "../../../domain/recommendation/own-dns.ts";
import { sayLooks } from "../../../domain/text/look-words.ts";
import { sayDoubtedRuns } from "../../../domain/text/sentences/versions.ts";
import { leftOutWords } from "../../../domain/text/words.ts";
import { formatTable } from "../shared/table.ts";
import { fitText, paint, plain } from "../shared/terminal.ts";
import type { LearnedJob } from "./learn.ts";

/** The shape that other tools rely on. */
export function recommendationToJson({ name, recommendation, readiness }: LearnedJob) {
  // The promised shape; how far the verdict can be trusted stands in its reasons.
  const { confidence: _, failingLegs: __, quietDays: ___, ...shown } = readiness;
  return {
    job: name,
    entries: recommendation.entries.map((entry) => entry.text),
    flags: Object.fromEntries(
      recommendation.entries
        .filter((entry) => entry.flags.length > 0)
        .map((entry) => [entry.text, entry.flags]),
    ),
    leftOut: recommendation.leftOut.map(({ endpoint, reason }) => ({ endpoint, reason })),
    readiness: shown,
  };
}

/** That logs do not count, because of the version that wrote them. */
export function describeDoubtedLogs(doubts: LearnedJob["doubts"]): readonly string[] {
  if (doubts === null) return [];
  return [sayDoubtedRuns(doubts.logs, doubts.version, endOf("defect-audit-misses-udp")).message];
}

/** What the logs of a job support, for people. */
export function describeRecommendation(job: LearnedJob): string {
  const { name, recommendation, readiness, baseline, doubts } = job;
  const { entries, leftOut } = recommendation;
  const parts = [
    paint("bold", plain(name)),
    "\n",
    `  readiness  ${paint(readiness.verdict === "ready" ? "green" : "yellow", readiness.verdict)}\n`,
    ...readiness.reasons.map(({ message }) => fitText(`             ${plain(message)}\n`)),
    ...describeDoubtedLogs(doubts).map((message) => fitText(`             ${plain(message)}\n`)),
    fitText(`  risk       ${describeRisk(readiness)}\n`),
  ];
  const servers = findOwnDns(baseline).map(({ address }) => address);
  if (servers.length > 0)
    parts.push(
      fitText(`  note       asks DNS servers of its own, which block mode cuts off: ${servers.join(", ")}\n`),
    );
  if (entries.length > 0) {
    const rows = entries.map((entry) => [
      entry.text,
      `${countRuns([...entry.sighting.runs].filter((key) => baseline.runs.has(key)))} of ${countRuns(baseline.runs.keys())}`,
      [...entry.sighting.processes].join(", "),
      sayLooks(entry)
        .map(({ words }) => words)
        .join("; "),
    ]);
    parts.push(
      "\n",
      formatTable(["allow", "runs", "processes", "why look"], rows, { drop: ["processes", "runs"] }),
    );
  }
  if (leftOut.length > 0) {
    const rows = leftOut.map(({ endpoint, reason }) => [endpoint, leftOutWords[reason]]);
    parts.push("\n", formatTable(["left out", "why"], rows));
  }
  return [...parts, "\n"].join("");
}

function describeRisk({ quietRuns, riskUpperBound }: Readiness): string {
  if (quietRuns === 0) return "unknown: no complete run yet since the last new endpoint";
  const percent = (riskUpperBound * 100).toFixed(1);
  return `after ${quietRuns} quiet runs, at most ${percent} % of coming runs call something new (95 % confidence)`;
}
