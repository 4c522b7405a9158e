// bench: observe   `egress observe` on three logs of 1 GB against `grep -cF 'GMT:endpoint called'`, and `egress --help` against `node -e 0`
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bigLogs, writeBigLog } from "./big-log.ts";
import { alternate, describeTimes, egress, measureMemory, measureProcessorTime, median } from "./process.ts";

const rounds = 7;
const mostMemory = 120;
const mostOfHelp = 2.5;

/** Prints both processor times and their ratio. */
function compare(ours: readonly number[], others: readonly number[], other: string, bound: number): void {
  const ratio = median(ours) / median(others);
  console.log(`  egress     ${describeTimes(ours)}`);
  console.log(`  ${other.padEnd(10)} ${describeTimes(others)}`);
  console.log(
    `  ratio      ${ratio.toFixed(2)} (bound: ${bound.toFixed(2)}${ratio > bound ? ", MISSED" : ""})`,
  );
}

console.log(
  `processor time (user and system) of whole processes, Node ${process.version}, median of ${rounds}`,
);
const folder = mkdtempSync(join(tmpdir(), "egress-bench-"));
try {
  const path = join(folder, "job.txt");
  for (const log of bigLogs) {
    writeBigLog(path, log);
    const observe = [egress, "observe", path];
    const [ours, greps] = alternate(
      rounds,
      () => measureProcessorTime(process.execPath, observe),
      () => measureProcessorTime("grep", ["-cF", "GMT:endpoint called", path]),
    );
    console.log(`\negress observe, 1 GB, ${log.what}`);
    compare(ours, greps, "grep -cF", log.bound);
    const memory = measureMemory(observe);
    console.log(
      `  resident   ${memory.toFixed(0)} MB (bound: ${mostMemory}${memory > mostMemory ? ", MISSED" : ""})`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const [helps, nodes] = alternate(
  5 * rounds,
  () => measureProcessorTime(process.execPath, [egress, "--help"]),
  () => measureProcessorTime(process.execPath, ["-e", "0"]),
);
console.log("\negress --help");
compare(helps, nodes, "node -e 0", mostOfHelp);
