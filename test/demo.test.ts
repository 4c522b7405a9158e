import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

test("the App's part of script/demo goes from webhooks to pull requests, and answers /egress refresh", async () => {
  const demo = spawn(process.execPath, ["script/demo-app.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((done) => demo.once("close", done));
  const [output, errors] = await Promise.all([text(demo.stdout), text(demo.stderr)]);
  expect(await ended, errors).toBe(0);
  for (const name of ["ci", "matrix", "package"]) expect(output).toContain(`(egress-bot/${name}.yml → main)`);
  expect(output).toContain("+            cdn.example.com:443");
  expect(output).toContain("0 requests that GitHub would not have understood");
});
