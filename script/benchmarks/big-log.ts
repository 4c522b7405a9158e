import { closeSync, openSync, writeSync } from "node:fs";
import { buildLines, called, resolved, stampLines } from "../../test/support/job-log-builder.ts";

/** A kind of large log, and how many times the processor time of `grep -cF` reading it may take. */
export interface BigLog {
  readonly what: string;
  readonly bound: number;
  /** What a step prints, line by line. */
  readonly print: (i: number) => string;
  /** Whether the lines that show where a step begins are there. */
  readonly isGrouped: boolean;
}

const size = 1e9;
const start = "2026-07-26T12:08:47Z";

/** What builds print most of, for line number `i`. */
const tools: readonly ((i: number) => string)[] = [
  printMaven,
  (i) => `> Task :project-${i % 977}:compileTestJava UP-TO-DATE`,
  (i) => `\u001b[32m ✓ \u001b[39m test/module-${i % 977}.test.ts \u001b[2m(${i % 109} tests)\u001b[22m`,
  (i) => `tests/unit/test_module_${i % 977}.py::test_reads_the_record[case-${i % 31}] PASSED [ ${i % 100}%]`,
  (i) =>
    `#${i % 40} sha256:${((i * 2_654_435_761) % 4_294_967_296).toString(16).repeat(8)} ${i % 90}.1MB / 97.3MB`,
  (i) => `npm http fetch GET 200 https://registry.example.org/package-${i % 977} ${i % 900}ms (cache hit)`,
];

/** The logs that are measured. */
export const bigLogs: readonly BigLog[] = [
  { what: "what builds print", bound: 2, print: printBuild, isGrouped: true },
  { what: "with [ in every line", bound: 2, print: printMaven, isGrouped: true },
  { what: "without the beginnings of steps", bound: 3, print: printBuild, isGrouped: false },
];

function printMaven(i: number): string {
  return `[INFO] Downloaded from central: https://repo.example.org/maven2/module-${i % 977}.pom (${i % 90} kB)`;
}

function printBuild(i: number): string {
  return tools[Math.floor(i / 50) % tools.length]?.(i) ?? "";
}

/** Writes a job log of 1 GB: an ordinary head and record, and between them what a step prints. */
export function writeBigLog(path: string, { print, isGrouped }: BigLog): void {
  const agent = Array.from({ length: 50 }, (_, index) => [
    resolved(`host-${index}.example.org`, `203.0.113.${index}`),
    called(`host-${index}.example.org`, `203.0.113.${index}`),
  ]).flat();
  const lines = buildLines({ agent, steps: [["the step"]] });
  const step = lines.indexOf("the step");
  const preStep = lines.indexOf("[harden-runner] pre-step");
  const head = lines.slice(0, isGrouped ? step : lines.indexOf("Initialized", preStep) + 1);
  const filler = Buffer.from(
    Array.from({ length: 200_000 }, (_, i) => `2026-07-26T12:09:${seconds(i)}.1234567Z ${print(i)}\n`).join(
      "",
    ),
  );
  const file = openSync(path, "w");
  writeSync(file, stampLines(head, start));
  for (let written = 0; written < size; written += filler.length) writeSync(file, filler);
  writeSync(file, stampLines(lines.slice(step), "2026-07-26T12:11:00Z"));
  closeSync(file);
}

function seconds(i: number): string {
  return String(i % 60).padStart(2, "0");
}
