import { spawnSync } from "node:child_process";

/** The built command, for a benchmark that is run in the project's folder. */
export const egress = "dist/apps/cli/cli.js";

// Prints the process's own account of its largest resident set, in KiB, when it ends.
const reportMemory = `data:text/javascript,${encodeURIComponent(
  'process.on("exit",()=>process.stderr.write(`\\nmaxRSS=${process.resourceUsage().maxRSS}\\n`))',
)}`;

// Node reads the certificates that this names at every start, which takes as long as a third of a gigabyte and has nothing to do with us.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/**
 * Runs a command to its end and gives the processor time that the whole process took, user and system, in milliseconds: unlike its
 * duration it does not depend much on what else the machine does. A failing command ends the measurement.
 */
export function measureProcessorTime(command: string, args: readonly string[]): number {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@"';
  const { status, stderr } = spawnSync("bash", ["-c", script, "bash", command, ...args], {
    env: { ...env, LC_ALL: "C" },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const [, user, system] = /(\d+\.\d+) (\d+\.\d+)\n$/.exec(stderr) ?? [];
  if (status !== 0 || user === undefined) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return (Number(user) + Number(system)) * 1000;
}

/** The most memory that a script held while running in Node, in MB (10^6 bytes). */
export function measureMemory(args: readonly string[]): number {
  const { status, stderr } = spawnSync(process.execPath, ["--import", reportMemory, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const kibibytes = /maxRSS=(\d+)/.exec(stderr)?.[1];
  if (status !== 0 || kibibytes === undefined) throw new Error(`node ended with ${status}: ${stderr}`);
  return (Number(kibibytes) * 1024) / 1e6;
}

/** Runs two measurements in turn, A B A B …, after one of each that does not count; returns the times of each. */
export function alternate(rounds: number, a: () => number, b: () => number): [number[], number[]] {
  a();
  b();
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(a());
    times[1].push(b());
  }
  return times;
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** `12.3 ms (11.9 to 14.0)`: the median with the extremes. */
export function describeTimes(times: readonly number[]): string {
  const format = (value: number): string => value.toFixed(1);
  return `${format(median(times))} ms (${format(Math.min(...times))} to ${format(Math.max(...times))})`;
}
