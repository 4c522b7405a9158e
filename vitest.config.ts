import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/count-reporter.ts"],
    testTimeout: 30_000,
    // By default one core is left idle.
    maxWorkers: 2,
    // No test file changes what others import, and loading it anew for each takes as long as a third of the tests.
    isolate: false,
    coverage: { provider: "v8", include: ["src/**"] },
  },
});
