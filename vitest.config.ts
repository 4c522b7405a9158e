import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/count-reporter.ts"],
    testTimeout: 30_000,
    // More than the cores of a small machine: many of the tests wait.
    maxWorkers: 4,
    // No test file changes what others import, and loading it anew for each takes as long as a third of the tests.
    isolate: false,
    coverage: { provider: "v8", include: ["src/**"] },
  },
});
