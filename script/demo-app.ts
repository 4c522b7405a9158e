/** The second part of `script/demo`: the App, with Redis, the bot and a fake GitHub as processes of their own. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startDnsServer } from "../test/support/dns-server.ts";
import { openRunFolder } from "../test/support/run/run-folder.ts";

interface FakeApp {
  readonly host: string;
  readonly id: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
}

// However this ends, no process and no file is left.
const folder = openRunFolder();
const github = fork(fileURLToPath(new URL("demo-github.ts", import.meta.url)));
const [app] = (await once(github, "message")) as [FakeApp];
console.log(`* a fake GitHub listens on ${app.host} (process ${github.pid})`);

// The demo's hosts are examples, which no public resolver knows.
const dns = await startDnsServer();

// Without REDIS_URL the bot runs a redis-server of its own, in ./data of its working directory.
const bot = spawn(process.execPath, [fileURLToPath(new URL("demo-bot.ts", import.meta.url))], {
  cwd: folder.path,
  env: {
    ...process.env,
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GHE_HOST: app.host,
    GHE_PROTOCOL: "http",
    HOST: "127.0.0.1",
    PORT: "0",
    DNS_SERVERS: dns.address,
  },
  stdio: ["ignore", "pipe", "inherit"],
});
const port = await readPort(bot);
console.log(`* the bot listens on 127.0.0.1:${port} (process ${bot.pid}), with its own redis-server`);

const ended = once(github, "exit");
github.send(`http://127.0.0.1:${port}/api/github/webhooks`);
const [status] = (await ended) as [number | null];
bot.kill("SIGTERM");
const [botStatus] = (await once(bot, "exit")) as [number | null];
console.log(`\n* told to end, the bot ended with exit code ${botStatus}`);
await dns.close();
await folder.close();
process.exitCode = status === 0 && botStatus === 0 ? 0 : 1;

/** The port that the bot's log tells of at its start. Warnings are passed on. */
async function readPort({ stdout }: ChildProcess): Promise<number> {
  if (stdout === null) throw new Error("the bot has no output");
  return new Promise((found, failed) => {
    const lines = createInterface({ input: stdout });
    lines.on("line", (line) => {
      const { level, msg, port: number } = JSON.parse(line) as { level: number; msg: string; port?: number };
      if (number !== undefined) found(number);
      if (level >= 40) console.error(`* the bot says: ${msg}`);
    });
    lines.on("close", () => failed(new Error("the bot did not start")));
  });
}
