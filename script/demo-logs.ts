/** Writes the logs of `script/demo` into a folder: forty-five days of one job, as GitHub serves them and Harden-Runner writes them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildJobLog, buildPostStep, called, resolved } from "../test/support/job-log-builder.ts";

const [folder = "."] = process.argv.slice(2);
const days = 45;

for (let day = 1; day <= days; day += 1) {
  const runId = 30_201_475_000 + day;
  const correlationId = `4b1c7e${String(day).padStart(2, "0")}-9a55-4c1e-8f0d-2f5f9a7c11e4`;
  const start = new Date(Date.UTC(2026, 6, day, 9, 12, 30)).toISOString();
  const steps = [["added 214 packages in 6s"], ["BUILD SUCCESSFUL in 31s"]];
  // A step can print anything, also what looks like a record.
  if (day === 5) {
    const forged = { runId, start, correlationId: "00000000-0000-4000-8000-000000000000" };
    steps.push(buildPostStep({ ...forged, agent: [called("evil.example.com", "203.0.113.66")] }));
  }
  const agent = [
    resolved("github.com", "140.82.116.3", 12),
    called("github.com", "140.82.116.3", { after: 12, process: "git-remote-http" }),
    resolved("results-receiver.actions.githubusercontent.com", "140.82.112.22", 14),
    called("results-receiver.actions.githubusercontent.com", "140.82.112.22", { after: 14 }),
    resolved("packages.example.org", "104.16.3.35", 20),
    called("packages.example.org", "104.16.3.35", { after: 20, process: "npm ci" }),
    resolved("plugins.gradle.org", "104.16.72.101", 41),
    called("plugins.gradle.org", "104.16.72.101", { after: 41, process: "java" }),
    resolved("plugins-artifacts.gradle.org", "104.16.72.101", 42),
    resolved("cdn.somebody-else.example", "104.16.72.101", 43),
  ];
  // A cache that was filled once.
  if (day === 2) {
    agent.push(resolved("release-assets.githubusercontent.com", "185.199.108.133", 50));
    agent.push(
      called("release-assets.githubusercontent.com", "185.199.108.133", { after: 50, process: "curl" }),
    );
  }
  const log = buildJobLog({ runId, correlationId, start, steps, agent });
  writeFileSync(join(folder, `run-${String(day).padStart(2, "0")}.txt`), log);
}
