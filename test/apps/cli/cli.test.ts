import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { cli, egress, egressBeside, useFolder } from "../../support/cli.ts";

const folder = useFolder();
const workflow =
  "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1\n        with:\n          egress-policy: block\n          allowed-endpoints: github.com:443\n";
const nothing = "2026-07-26T12:08:47Z nothing\n";
const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

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

test.each([
  "observe",
  "recommend",
  "enforce",
  "check",
  "survey",
  "backfill",
  "serve",
  "status",
  "policies",
  "queue",
])("egress %s --version prints the version", (command) => {
  expect(egress([command, "--version"])).toEqual({
    status: 0,
    stdout: `${manifest.version}\n`,
    stderr: "",
  });
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
  ["help"],
  ["help", "check"],
  ["backfill", "-h"],
  ["status", "--help"],
  ["policies", "-h"],
])("egress %s %s explains itself", (...args) => {
  const { status, stdout, stderr } = egress(args.filter((arg) => arg !== undefined));
  expect(status).toBe(0);
  expect(stdout).toContain("usage: egress");
  expect(stderr).toBe("");
});

describe("unusable input is told in one line, with exit code 1", () => {
  test.each<[string[], string]>([
    [["frobnicate"], 'there is no command "frobnicate"; see egress help'],
    [["toString"], 'there is no command "toString"; see egress help'],
    [["chekc"], 'there is no command "chekc"; did you mean check?; see egress help'],
    [["help", "obsrve"], 'there is no command "obsrve"; did you mean observe?; see egress help'],
    [
      ["observe"],
      "observe: name a job log, a folder or a zip of logs, or - for standard input; see egress observe --help",
    ],
    [
      ["recommend"],
      "recommend: name job logs, a folder or a zip of them, or - for standard input; see egress recommend --help",
    ],
    [["observe", "--frob", "x"], "observe: Unknown option '--frob'; see egress observe --help"],
    [
      ["observe", "--jsn", "x"],
      "observe: Unknown option '--jsn'; did you mean --json?; see egress observe --help",
    ],
    [["observe", "nowhere.txt"], "cannot read nowhere.txt: no such file"],
    [["observe", "a\u001b[31mb"], "cannot read ab: no such file"],
    [["observe", "empty.txt"], "empty.txt is not a job log: it looks like an empty file"],
    [["observe", "page.html"], "page.html is not a job log: it looks like a web page"],
    [["recommend", "ci.yml"], "ci.yml is not a job log: it looks like a workflow file"],
    [["observe", "hollow"], "hollow holds no job log: it is empty"],
    [["enforce"], "enforce: name one workflow file, before --from; see egress enforce --help"],
    [
      ["enforce", "a.yml", "b.yml", "--policy", "p.json"],
      "enforce: name one workflow file, before --from; see egress enforce --help",
    ],
    [["enforce", "nowhere.yml", "--policy", "p.json"], "cannot read nowhere.yml: no such file"],
    [
      ["enforce", "nowhere.yml", "--policy"],
      "enforce: Option '--policy <value>' argument missing; see egress enforce --help",
    ],
    [["enforce", "ci.yml", "--from", "page.html"], "page.html is not a job log: it looks like a web page"],
    [["check", "nowhere"], "cannot read nowhere: no such file"],
    [["check", ".", "--format", "xml"], "check: --format is one of text, json, sarif"],
    [["backfill"], "backfill: name one repository as OWNER/REPO; see egress backfill --help"],
    [["backfill", "octo-org"], "backfill: name one repository as OWNER/REPO; see egress backfill --help"],
    [["backfill", "o/r", "--runs", "many"], "backfill: --runs takes a number from 1 to 999"],
    [
      ["backfill", "o/r"],
      "backfill: set GITHUB_TOKEN or GH_TOKEN to a token that may read the repository, as in GH_TOKEN=$(gh auth token)",
    ],
    [["survey"], "survey: name an OWNER or OWNER/REPO; see egress survey --help"],
    [["survey", "o", "--json", "--csv"], "survey: give either --json or --csv; see egress survey --help"],
    [["serve", "here"], "serve: takes no arguments; see egress serve --help"],
    [["queue", "lst"], "queue: say one of list, retry, drop; see egress queue --help"],
  ])("egress %j", (args, message) => {
    mkdirSync(join(folder.path, "hollow"), { recursive: true });
    folder.write("empty.txt", "");
    folder.write("page.html", "<!doctype html>");
    folder.write("ci.yml", "on: push\njobs:\n  build:\n    steps: []\n");
    const env = { GITHUB_TOKEN: "", GH_TOKEN: "" };
    expect(egress(args, { cwd: folder.path, env })).toEqual({
      status: 1,
      stdout: "",
      stderr: `egress: ${message}\n`,
    });
  });

  test("where nothing listens, that is said, and no status that nobody answered with", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const asked = ["backfill", "o/r", "--api-url", `http://127.0.0.1:${port}`];
    expect(await egressBeside(asked, { GITHUB_TOKEN: "x" })).toEqual({
      status: 1,
      stdout: "",
      stderr: `egress: backfill: GitHub (127.0.0.1:${port}) cannot be reached: nothing listens there\n`,
    });
  });

  test("what is not GitHub's API is told so", async () => {
    const server = createHttpServer((_, answer) =>
      answer.setHeader("content-type", "text/html").end("<html>"),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const asked = ["backfill", "o/r", "--api-url", `http://127.0.0.1:${port}`];
    expect(await egressBeside(asked, { GITHUB_TOKEN: "x" })).toEqual({
      status: 1,
      stdout: "",
      stderr: `egress: backfill: what 127.0.0.1:${port} answers is not GitHub's API\n`,
    });
    server.close();
  });

  test("a directory without a workflow file is nothing to check, also where none is named", () => {
    const { status, stdout, stderr } = egress(["check"], { cwd: join(folder.path, "hollow") });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("egress: nothing to check in .: no workflow file (.github/workflows/*.yml)\n");
  });

  test("egress alone shows what there is", () => {
    expect(egress([])).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("usage: egress COMMAND"),
    });
  });
});

describe("output that nobody reads any longer ends quietly", () => {
  const logs = () => Array<string>(2_000).fill(folder.write("log.txt", nothing));

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
