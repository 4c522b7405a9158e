// bench: enforce   `egress enforce` on a workflow of 100 kB, against the start of the process alone, in processor time
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alternate, describeTimes, egress, measureProcessorTime } from "./process.ts";

const size = 100_000;
const rounds = 41;

/** A workflow of `size` bytes with many jobs, each with a guard step and a script as long as real ones. */
function buildWorkflow(): string {
  let text = "name: ci\non:\n  push:\n\npermissions: {}\n\njobs:\n";
  for (let job = 0; text.length < size; job += 1) {
    text += `  job-${job}:
    runs-on: ubuntu-24.04
    steps:
      - name: Harden the runner
        uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1
        with:
          egress-policy: audit
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - name: Build
        env:
          TOKEN: \${{ secrets.TOKEN }}
        run: |
${"          npm run build --workspace packages/core -- --mode production\n".repeat(20)}`;
  }
  return text;
}

const folder = mkdtempSync(join(tmpdir(), "egress-bench-"));
try {
  const workflow = join(folder, "ci.yml");
  const policy = join(folder, "policy.json");
  const text = buildWorkflow();
  writeFileSync(workflow, text);
  writeFileSync(
    policy,
    JSON.stringify({ jobs: { "job-3": ["github.com:443", "packages.example.org:443"] } }),
  );
  const [whole, start] = alternate(
    rounds,
    () => measureProcessorTime(process.execPath, [egress, "enforce", workflow, "--policy", policy]),
    () => measureProcessorTime(process.execPath, [egress, "enforce", "--help"]),
  );
  console.log(`workflow           ${text.length} bytes, median of ${rounds}`);
  console.log(`egress enforce     ${describeTimes(whole)}`);
  console.log(`its --help         ${describeTimes(start)}`);
  // Pair by pair, since how fast the machine is changes from one second to the next.
  const beyond = whole.map((time, round) => time - (start[round] ?? 0));
  console.log(`work beyond start  ${describeTimes(beyond)}, bound: 50 ms`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
