import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/count-reporter.ts"],
    testTimeout: 30_000,
    // By default one core is left idle.
    maxWorkers: 2,
    coverage: { provider: "v8", include: ["src/**"] },
  },
});
