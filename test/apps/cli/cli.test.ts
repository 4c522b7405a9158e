import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { cli, egress, useFolder } from "../../support/cli.ts";

const folder = useFolder();
const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

test.each(["--version", "-v"])("egress %s prints the version", (flag) => {
  expect(egress([flag])).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test.each([
  ["-h"],
  ["--help"],
  ["observe", "-h"],
  ["recommend", "--help"],
  ["enforce", "-h"],
  ["check", "-h"],
  ["serve", "-h"],
  ["queue", "--help"],
])("egress %s %s explains itself", (...args) => {
  const { status, stdout, stderr } = egress(args.filter((arg) => arg !== undefined));
  expect(status).toBe(0);
  expect(stdout).toContain("usage: egress");
  expect(stderr).toBe("");
});

describe("unusable input is told in one line, with exit code 1", () => {
  test.each<[string[], string]>([
    [["frobnicate"], 'there is no command "frobnicate"'],
    [["toString"], 'there is no command "toString"'],
    [["observe"], "name at least one job log"],
    [["observe", "--frob", "x"], "Unknown option '--frob'"],
    [["observe", "nowhere.txt"], "cannot read nowhere.txt: no such file"],
    [["observe", "a\u001b[31mb"], "cannot read ab: no such file"],
    [["observe", "/"], "cannot read /: it is a directory"],
    [["recommend", "nowhere.txt"], "cannot read nowhere.txt: no such file"],
    [["enforce"], "name one workflow file"],
    [["enforce", "a.yml", "b.yml", "--policy", "p.json"], "name one workflow file"],
    [["enforce", "nowhere.yml", "--policy", "p.json"], "cannot read nowhere.yml: no such file"],
    [["enforce", "nowhere.yml", "--policy"], "'--policy <value>' argument missing"],
    [["check"], "name a workflow file or a directory"],
    [["check", "nowhere"], "cannot read nowhere: no such file"],
    [["check", ".", "--format", "xml"], "--format is one of text, json, sarif"],
  ])("egress %j", (args, message) => {
    const { status, stdout, stderr } = egress(args, { cwd: folder.path });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });

  test("egress alone shows what there is", () => {
    expect(egress([])).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("usage: egress <command>"),
    });
  });
});

describe("output that nobody reads any longer ends quietly", () => {
  const logs = () => Array<string>(2_000).fill(folder.write("log.txt", "nothing\n"));

  test("a pipe that was closed", async () => {
    const child = spawn(process.execPath, [cli, "observe", "--json", ...logs()], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = end(child);
    // One that fails says so instead of anything else.
    await Promise.race([once(child.stdout, "data"), ended]);
    child.stdout.destroy();
    expect(await ended).toEqual({ code: 0, stderr: "" });
  });

  // Now and then a pipe does the same: what Node makes for a child is a pair of sockets.
  test("a socket that was reset", async () => {
    const { reader, writer } = await connectSockets();
    const ended = observe(logs(), writer);
    await Promise.race([once(reader, "data"), ended]);
    reader.resetAndDestroy();
    expect(await ended).toEqual({ code: 0, stderr: "" });
  });

  test("what is left is not read", async () => {
    const { reader, writer } = await connectSockets();
    reader.resetAndDestroy();
    const log = folder.write("log.txt", "nothing\n");
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
