import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { buildCommand } from "./support/cli.ts";
import { createPlainBrowser } from "./support/pages/browser.ts";
import { findProcesses } from "./support/run/processes.ts";
import { until } from "./support/until.ts";

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

test("the pages of script/demo are there after some days, let people sign in, and leave nothing behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  const demo = spawn(process.execPath, ["script/demo-pages.ts", "6"], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(demo, "close");
  let output = "";
  demo.stdout.setEncoding("utf8").on("data", (more: string) => {
    output += more;
  });
  await until(() => expect(output).toMatch(/^insights: /m));
  const { origin, pathname } = new URL(/^insights: (.*)$/m.exec(output)?.[1] ?? "");
  const browser = createPlainBrowser(origin);
  expect((await browser.get(pathname)).status).toBe(401);
  expect((await browser.signIn(pathname)).location).toBe("/octo-org");
  expect((await browser.get("/octo-org/shop/jobs/ci.yml/build")).text).toContain("registry.npmjs.org:443");
  demo.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  await until(() => expect([...readdirSync(folder), ...findProcesses(folder)]).toEqual([]));
  rmdirSync(folder);
});

test("the commands of script/demo end with a list that blocks", () => {
  buildCommand();
  const { status, stdout, stderr } = spawnSync("script/demo", ["--command"], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  expect(stdout).toContain("+          egress-policy: 'block'");
  expect(stdout).toContain("+            packages.example.org:443");
});

test("script/demo --help explains itself, and an unknown option is an error", () => {
  const help = spawnSync("script/demo", ["-h"], { encoding: "utf8" });
  expect(help).toMatchObject({ status: 0, stderr: "" });
  expect(help.stdout).toContain("usage: script/demo");
  expect(spawnSync("script/demo", ["--frob"], { encoding: "utf8" })).toMatchObject({
    status: 1,
    stdout: "",
    stderr: "script/demo: there is no option --frob; see script/demo --help\n",
  });
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "script/demo told to end by %s leaves no process and no file",
  async (signal) => {
    buildCommand();
    const folder = mkdtempSync(join(tmpdir(), "demo-"));
    const demo = spawn("bash", ["script/demo", "--app"], {
      // npm, which may have to build first, would keep a cache there.
      env: { ...process.env, TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: "1" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = once(demo, "close");
    let output = "";
    demo.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    await until(() => expect(output).toContain("with its own redis-server"));
    demo.kill(signal);
    expect(await ended).toEqual([130, null]);
    await until(() => expect([...readdirSync(folder), ...findProcesses(folder)]).toEqual([]));
    rmdirSync(folder);
  },
);
