// bench: observe   `egress observe` on a log of 1 GB with one record, against `grep -cF 'GMT:endpoint called'`
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildJobLog, called, resolved } from "../../test/support/job-log-builder.ts";
import { alternate, describeTimes, measureMemory, median, timeProcess } from "./process.ts";

const size = 1e9;
const rounds = 7;

/** What builds print most of, for line number `i`. */
const tools: readonly ((i: number) => string)[] = [
  (i) =>
    `[INFO] Downloaded from central: https://repo.example.org/maven2/module-${i % 977}.pom (${i % 90} kB)`,
  (i) => `> Task :project-${i % 977}:compileTestJava UP-TO-DATE`,
  (i) => `\u001b[32m ✓ \u001b[39m test/module-${i % 977}.test.ts \u001b[2m(${i % 109} tests)\u001b[22m`,
  (i) => `tests/unit/test_module_${i % 977}.py::test_reads_the_record[case-${i % 31}] PASSED [ ${i % 100}%]`,
  (i) =>
    `#${i % 40} sha256:${((i * 2_654_435_761) % 4_294_967_296).toString(16).repeat(8)} ${i % 90}.1MB / 97.3MB`,
  (i) => `npm http fetch GET 200 https://registry.example.org/package-${i % 977} ${i % 900}ms (cache hit)`,
];

function buildLine(i: number): string {
  const seconds = String(i % 60).padStart(2, "0");
  return `2026-07-26T12:09:${seconds}.1234567Z ${tools[Math.floor(i / 50) % tools.length]?.(i)}\n`;
}

/** A job log of `size` bytes: an ordinary head and record, and between them the output of long builds. */
function writeLog(path: string): void {
  const agent = Array.from({ length: 50 }, (_, index) => [
    resolved(`host-${index}.example.org`, `203.0.113.${index}`),
    called(`host-${index}.example.org`, `203.0.113.${index}`),
  ]).flat();
  const log = buildJobLog({ agent, steps: [["> Task :compile"]] });
  const middle = log.indexOf("> Task :compile");
  const filler = Buffer.from(Array.from({ length: 200_000 }, (_, index) => buildLine(index)).join(""));
  const file = openSync(path, "w");
  writeSync(file, `${log.slice(0, middle)}\n`);
  for (let written = 0; written < size; written += filler.length) writeSync(file, filler);
  writeSync(file, `2026-07-26T12:11:00.0000000Z ${log.slice(middle)}`);
  closeSync(file);
}

const folder = mkdtempSync(join(tmpdir(), "egress-bench-"));
try {
  const path = join(folder, "job.txt");
  console.error("writing a job log of 1 GB");
  writeLog(path);
  const observe = ["lib/cli.js", "observe", path];
  const [ours, greps] = alternate(
    rounds,
    () => timeProcess(process.execPath, observe),
    () => timeProcess("grep", ["-cF", "GMT:endpoint called", path]),
  );
  console.log(
    `log             ${(statSync(path).size / 1e6).toFixed(0)} MB, page cache warm, median of ${rounds}`,
  );
  console.log(`egress observe  ${describeTimes(ours)}`);
  console.log(`grep -cF        ${describeTimes(greps)}`);
  console.log(`ratio           ${(median(ours) / median(greps)).toFixed(2)} (bound: 1.00)`);
  console.log(`resident        ${measureMemory(observe).toFixed(0)} MB (bound: 120)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
