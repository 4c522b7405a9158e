import { defineConfig } from "vitest/config";

// A limit ends what would hang for ever. It is no measure of speed: a busy machine may take many times as long as a quiet one.
const patience = 300_000;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/run/global-setup.ts"],
    reporters: ["default", "./test/count-reporter.ts"],
    testTimeout: patience,
    hookTimeout: patience,
    // More than the cores of a small machine: many of the tests wait.
    maxWorkers: 4,
    // No test file changes what others import, and loading it anew for each takes as long as a third of the tests.
    isolate: false,
    coverage: { provider: "v8", include: ["src/**"] },
  },
});
