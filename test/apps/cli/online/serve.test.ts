import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { runServe } from "../../../../src/apps/cli/online/serve.ts";
import { UsageError } from "../../../../src/apps/cli/shared/usage-error.ts";
import { createCredentials } from "../../../support/app.ts";
import { cli, egress, useFolder } from "../../../support/cli.ts";

const folder = useFolder();
const app = createCredentials();
const env = { APP_ID: "17", PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: app.webhookSecret };

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    // Told to end and not killed, as it has a redis-server of its own to end.
    child.kill("SIGTERM");
    await once(child, "exit");
  }
});

/** Starts `egress serve` in a directory and waits for a line of its log. */
async function serve(cwd: string, line: string, variables: Record<string, string>) {
  const child = spawn(process.execPath, [cli, "serve"], {
    cwd,
    env: { PATH: process.env.PATH, PORT: "0", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let log = "";
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${log}`)));
    const read = (text: string): void => {
      log += text;
      if (log.includes(line)) resolve();
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
  });
  return { child, readLog: () => log };
}

describe("a process", () => {
  test.each<["SIGTERM" | "SIGINT"]>([["SIGTERM"], ["SIGINT"]])(
    "serves until %s, then ends with 0 and leaves nothing running",
    async (signal) => {
      const cwd = mkdtempSync(join(folder.path, "serve-"));
      const { child, readLog } = await serve(cwd, '"started"', env);
      const port: unknown = JSON.parse(
        readLog()
          .split("\n")
          .find((line) => line.includes('"started"')) ?? "",
      ).port;
      expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
      expect(egress(["queue", "list"], { cwd, env: { REDIS_URL: "" } }).stdout).toBe(
        "no task was given up\n",
      );
      child.kill(signal);
      const [code] = await once(child, "exit");
      expect(code).toBe(0);
      expect(existsSync(join(cwd, "data", "redis.sock"))).toBe(false);
      await expect(fetch(`http://localhost:${port}/readyz`)).rejects.toThrow();
    },
  );

  test("takes its settings from .env, but the environment wins", async () => {
    const cwd = mkdtempSync(join(folder.path, "serve-"));
    const lines = Object.entries({ ...env, LOG_LEVEL: "silent" }).map(
      ([name, value]) => `${name}="${value.replaceAll("\n", "\\n")}"\n`,
    );
    folder.write(join(cwd.slice(folder.path.length + 1), ".env"), lines.join(""));
    const { readLog } = await serve(cwd, '"started"', { LOG_LEVEL: "info" });
    expect(readLog()).toContain('"role":"all"');
  });

  test("without an App, in development, serves the page that registers one, on this machine only", async () => {
    const cwd = mkdtempSync(join(folder.path, "serve-"));
    const { child, readLog } = await serve(cwd, "token=", { HOST: "0.0.0.0", GH_ORG: "octo-org" });
    const [url = ""] = /http:\/\/localhost:\d+\/\S+/.exec(readLog()) ?? [];
    const page = await (await fetch(url)).text();
    expect(page).toContain("Register egress-bot on https://github.com");
    expect(page).toContain('value="octo-org"');
    await expect(fetch(url.replace("localhost", "127.0.0.2"))).rejects.toThrow();
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).toBe(0);
    expect(existsSync(join(cwd, ".env"))).toBe(false);
  });
});

describe("what cannot start is told, with exit code 1", () => {
  test("all mistakes in the settings at once", () => {
    const { status, stdout, stderr } = egress(["serve"], {
      cwd: folder.path,
      env: {
        NODE_ENV: "production",
        PORT: "http",
        APP_ID: "",
        PRIVATE_KEY: "",
        WEBHOOK_SECRET: "",
        REDIS_URL: "",
      },
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(`egress: serve: PORT must be a number
egress: serve: APP_ID is required
egress: serve: WEBHOOK_SECRET is required
egress: serve: PRIVATE_KEY or PRIVATE_KEY_PATH is required
egress: serve: REDIS_URL is required with NODE_ENV=production
`);
  });

  test("no redis-server", () => {
    const { status, stderr } = egress(["serve"], {
      cwd: folder.path,
      env: { ...env, PATH: "/nowhere", REDIS_URL: "" },
    });
    expect(status).toBe(1);
    expect(stderr).toContain("redis-server is not installed");
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });

  test("an address that is not this machine's", () => {
    const { status, stderr } = egress(["serve"], {
      cwd: mkdtempSync(join(folder.path, "serve-")),
      env: { ...env, HOST: "192.0.2.1", REDIS_URL: "" },
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "egress: serve: HOST is not an address of this machine\n",
    });
  });

  test.each<[string[], string]>([
    [["--role", "frob"], "--role is one of web, worker, all"],
    [["x"], "takes no arguments"],
    [["--frob"], "unknown option '--frob'"],
    [["--role", "web"], "--role web needs REDIS_URL"],
    [["--role", "worker"], "--role worker needs REDIS_URL"],
  ])("egress serve %j", async (args, message) => {
    for (const [name, value] of Object.entries({ ...env, REDIS_URL: "", NODE_ENV: "" }))
      vi.stubEnv(name, value);
    const error: unknown = await runServe(args).catch((reason: unknown) => reason);
    vi.unstubAllEnvs();
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toContain(message);
  });
});
