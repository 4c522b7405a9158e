import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// A limit ends what would hang for ever. It is no measure of speed: a busy machine may take many times as long as a quiet one.
const patience = 300_000;

/** GitHub's parser of workflows names source maps that its package does not have, which would be told of each of its files. */
const withoutSourceMaps = {
  name: "without-source-maps",
  load: (file: string): string | null =>
    /\/node_modules\/@actions\/.*\.js$/.test(file)
      ? readFileSync(file, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "")
      : null,
};

/** Begins with the files that start processes or draw: the longer ones of them, begun at the end, would run alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      /\/test\/(?:apps|demo|e2e|examples|proofs)\b/.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  plugins: [withoutSourceMaps],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/run/global-setup.ts"],
    reporters: ["default", "./test/count-reporter.ts"],
    testTimeout: patience,
    hookTimeout: patience,
    // Three times the cores of a small machine: for a third of their time the tests wait.
    maxWorkers: 6,
    // No test file changes what others import, and loading it anew for each takes as long as a third of the tests.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // It imports JSON as only bundlers do.
    server: { deps: { inline: ["@actions/workflow-parser"] } },
    coverage: { provider: "v8", include: ["src/**"] },
  },
});
