import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { startOwnRedis } from "../../../../src/adapters/store/redis/own-redis.ts";
import { startDnsServer } from "../../dns-server.ts";

// Starts what tests start and ends nothing of it: neither a redis-server, which is in a session of its own, nor a process that heeds no
// signal, nor files. Then it passes, fails, or goes on until it is ended.
test("leaves everything", async () => {
  const folder = mkdtempSync(join(tmpdir(), "left-"));
  writeFileSync(join(folder, "file.txt"), "left");
  await startOwnRedis(folder);
  await startDnsServer();
  const program =
    'for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {}); setInterval(() => {}, 1000); console.log("deaf")';
  const deaf = spawn(process.execPath, ["--eval", program], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(deaf.stdout, "data");
  process.stdout.write(`folder: ${tmpdir()}\n`);
  if (process.env.LEAVES === "failing") throw new Error("this fails on purpose");
  if (process.env.LEAVES === "hanging") await new Promise(() => {});
});
