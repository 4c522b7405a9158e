import { defineConfig } from "vitest/config";

// The run that run-folder.test.ts starts: as the project's own, but of the one file that ends nothing.
export default defineConfig({
  test: {
    include: ["leaves-everything.ts"],
    globalSetup: ["../global-setup.ts"],
    testTimeout: 300_000,
  },
});
