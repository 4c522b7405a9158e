/** Draws what a job called, run by run, from a folder of its logs: the picture at the end of `script/demo`. */
import { readLogs } from "../src/apps/cli/logs/read-logs.ts";

const [folder = "."] = process.argv.slice(2);
const runs: ReadonlySet<string>[] = [];
for await (const found of readLogs([folder]))
  if (found.kind === "log")
    runs.push(
      new Set(
        found.observation.endpoints.filter((one) => !one.implicit).map(({ host, port }) => `${host}:${port}`),
      ),
    );

const endpoints = [...new Set(runs.flatMap((run) => [...run]))].sort();
const width = Math.max(...endpoints.map(({ length }) => length));
for (const endpoint of endpoints) {
  const seen = runs.map((run) => (run.has(endpoint) ? "█" : "·")).join("");
  console.log(
    `  ${endpoint.padEnd(width)}  ${seen}  ${runs.filter((run) => run.has(endpoint)).length} of ${runs.length}`,
  );
}
console.log(`  ${"".padEnd(width)}  ${"first run".padEnd(Math.max(runs.length - 8, 10))}last run`);
