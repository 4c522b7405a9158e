import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { cli, egress, useFolder } from "../../support/cli.ts";
import { buildJobLog } from "../../support/job-log-builder.ts";

const folder = useFolder();
const workflow =
  "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1\n        with:\n          egress-policy: block\n          allowed-endpoints: github.com:443\n";
const nothing = "2026-07-26T12:08:47Z nothing\n";
const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const commands = [
  "observe",
  "recommend",
  "enforce",
  "check",
  "survey",
  "backfill",
  "serve",
  "status",
  "policies",
  "rollback",
  "sweep",
  "queue",
] as const;

test("egress check looks at the repository at hand, from any folder of it", () => {
  const inner = join(folder.path, "repository", ".github", "workflows");
  mkdirSync(join(folder.path, "repository", ".git"), { recursive: true });
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, "ci.yml"), workflow);
  expect(egress(["check"], { cwd: inner })).toEqual({
    status: 0,
    stdout: "",
    stderr: "egress: checked 1 file, 1 guard step: no findings\n",
  });
});

test.each(["--version", "-v"])("egress %s prints the version", (flag) => {
  expect(egress([flag])).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test.each(commands)("egress %s --version prints the version", (command) => {
  expect(egress([command, "--version"])).toEqual({
    status: 0,
    stdout: `${manifest.version}\n`,
    stderr: "",
  });
});

test.each([
  ["-h"],
  ["--help"],
  ["help"],
  ...commands.flatMap((command) => [
    [command, "-h"],
    ["help", command],
  ]),
])("egress %s %s explains itself", (...args) => {
  const { status, stdout, stderr } = egress(args.filter((arg) => arg !== undefined));
  expect(status).toBe(0);
  expect(stdout).toContain("usage: egress");
  // Where no terminal says how wide it is, as in a pager.
  for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(120);
  expect(stderr).toBe("");
});

test("egress alone shows what there is", () => {
  expect(egress([])).toMatchObject({
    status: 1,
    stdout: "",
    stderr: expect.stringContaining("usage: egress COMMAND"),
  });
});

describe("output that nobody reads any longer ends quietly", () => {
  const logs = () => Array<string>(2_000).fill(folder.write("log.txt", nothing));
  // Where the reader comes late, all was written, and counted, before the pipe is closed.
  const quietly = { code: 0, stderr: expect.stringMatching(/^(egress: .*\n)*$/) };

  test("a pipe that was closed", async () => {
    const child = spawn(process.execPath, [cli, "observe", "--json", ...logs()], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = end(child);
    // One that fails says so instead of anything else.
    await Promise.race([once(child.stdout, "data"), ended]);
    child.stdout.destroy();
    expect(await ended).toEqual(quietly);
  });

  // Now and then a pipe does the same: what Node makes for a child is a pair of sockets.
  test("a socket that was reset", async () => {
    const { reader, writer } = await connectSockets();
    const ended = observe(logs(), writer);
    await Promise.race([once(reader, "data"), ended]);
    reader.resetAndDestroy();
    expect(await ended).toEqual(quietly);
  });

  test.each([
    ["results and messages in one pipe", `"$0" "$@" 2>&1 | head -n 1 >/dev/null; exit "\${PIPESTATUS[0]}"`],
    ["messages alone", `"$0" "$@" 2> >(exec true) >/dev/null`],
  ])("%s", (_, script) => {
    const log = folder.write("record.txt", buildJobLog({}));
    const asked = [process.execPath, cli, "observe", ...Array<string>(20).fill(log)];
    const codes = Array.from({ length: 5 }, () => spawnSync("bash", ["-c", script, ...asked]).status);
    expect(codes).toEqual([0, 0, 0, 0, 0]);
  });

  test("what is left is not read", async () => {
    const { reader, writer } = await connectSockets();
    reader.resetAndDestroy();
    const log = folder.write("log.txt", nothing);
    expect(await observe([log, "nowhere.txt"], writer)).toEqual({ code: 0, stderr: "" });
  });

  async function connectSockets() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const accepted = once(server, "connection") as Promise<[Socket]>;
    const writer = connect((server.address() as AddressInfo).port, "127.0.0.1");
    const [[reader]] = await Promise.all([accepted, once(writer, "connect")]);
    server.close();
    return { reader, writer };
  }

  /** Leaves the writing end to the command alone. */
  function observe(paths: readonly string[], writer: Socket) {
    const child = spawn(process.execPath, [cli, "observe", ...paths], { stdio: ["ignore", writer, "pipe"] });
    writer.destroy();
    return end(child);
  }

  async function end(child: ChildProcessByStdio<null, Readable | null, Readable>) {
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    return { code: code as number | null, stderr };
  }
});
