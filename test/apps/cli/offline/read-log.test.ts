import { expect, test } from "vitest";
import { readLog } from "../../../../src/apps/cli/offline/read-log.ts";
import { useFolder } from "../../../support/cli.ts";
import { buildJobLog } from "../../../support/job-log-builder.ts";

const folder = useFolder();

test("many logs are read with the memory of one", () => {
  const log = folder.write("log.txt", buildJobLog({}));
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 20; count += 1) expect(readLog(log).status).toBe("recorded");
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
});
