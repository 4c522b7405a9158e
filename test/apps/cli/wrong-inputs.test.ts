import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { egress, egressBeside, useFolder } from "../../support/cli.ts";
import { buildJobLog } from "../../support/job-log-builder.ts";
import { asRunZip } from "../../support/log-forms.ts";

const folder = useFolder();
const workflow = (name: string): string =>
  `on: push\njobs:\n  ${name}:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1\n        with:\n          egress-policy: audit\n`;
const log = buildJobLog({});
const shape = '; expected {"jobs": {"<job id>": ["host:port", …]}}';
const addStep = "; add it as the first step of a job, with egress-policy: audit";

beforeAll(() => {
  mkdirSync(join(folder.path, "hollow"));
  mkdirSync(join(folder.path, "pictures"));
  mkdirSync(join(folder.path, "bare", ".github", "workflows"), { recursive: true });
  const picture = Buffer.from("89504e470d0a1a0a0000", "hex");
  for (const [name, content] of [
    ["pictures/a.png", picture],
    ["bare/.github/workflows/ci.yml", "on: push\njobs:\n  build:\n    steps: []\n"],
    ["empty.txt", ""],
    ["page.html", "<!doctype html>"],
    ["gone.xml", "<?xml version='1.0'?><Error><Code>BlobNotFound</Code></Error>"],
    ["log.txt", log],
    ["cut.gz", gzipSync(log).subarray(0, 200)],
    ["cut.zip", asRunZip(log).subarray(0, 300)],
    ["ci.yml", workflow("build")],
    ["bad.yml", "on: push\njobs:\n  build: [\n"],
    ["latin.yml", Buffer.from([0x6f, 0x6e, 0xe9])],
    ["none.json", '{"jobs": {}}'],
    ["text.json", '{"jobs": {"build": "github.com"}}'],
    ["words.json", "no JSON"],
    ["other.json", '{"jobs": {"biuld": ["github.com:443"]}}'],
    ["build.json", '{"jobs": {"build": ["github.com:443"]}}'],
  ] as const)
    folder.write(name, content);
});

/** What is called, what is said on standard error behind `egress: `, and the exit code where it is not 1. */
type Case = [args: string, says: string, code?: number];

const cases: readonly Case[] = [
  ["frobnicate", 'there is no command "frobnicate"; see egress help'],
  ["toString", 'there is no command "toString"; see egress help'],
  ["chekc", 'there is no command "chekc" (did you mean check?); see egress help'],
  ["help obsrve", 'there is no command "obsrve" (did you mean observe?); see egress help'],
  ["--verbose", 'there is no option "--verbose"; see egress help'],

  [
    "observe",
    "observe: name a job log, a folder or a zip of logs, or - for standard input; see egress observe --help",
  ],
  ["observe --frob x", "observe: unknown option '--frob'; see egress observe --help"],
  ["observe --jsn x", "observe: unknown option '--jsn' (did you mean --json?); see egress observe --help"],
  ["observe nowhere.txt", "cannot read nowhere.txt: no such file"],
  ["observe a\u001b[31mb", "cannot read ab: no such file"],
  [
    "observe https://github.com/o/r/actions/runs/1",
    "https://github.com/o/r/actions/runs/1 is an address, not a file; gh run view RUN_ID --log prints the logs of a run",
  ],
  ["observe empty.txt", "empty.txt is not a job log: it looks like an empty file"],
  ["observe page.html", "page.html is not a job log: it looks like a web page"],
  [
    "observe gone.xml",
    "gone.xml is not a job log: it looks like the answer of GitHub's log store that it does not have this log",
  ],
  ["observe hollow", "hollow holds no job log: it is empty"],
  ["observe pictures", "pictures holds no job log: pictures/a.png looks like a binary file"],
  ["observe cut.gz", "cannot read cut.gz: it is damaged (unexpected end of file)"],
  [
    "observe cut.zip",
    "cannot read cut.zip: it is damaged or cut off (End of central directory record signature not found. Either not a zip file, or file is truncated)",
  ],
  ["observe -", "standard input is not a job log: it looks like an empty file"],
  [
    "recommend",
    "recommend: name job logs, a folder or a zip of them, or - for standard input; see egress recommend --help",
  ],
  ["recommend ci.yml", "ci.yml is not a job log: it looks like a workflow file"],

  ["enforce", "enforce: name one workflow file, before --from; see egress enforce --help"],
  [
    "enforce a.yml b.yml --policy p.json",
    "enforce: name one workflow file, before --from; see egress enforce --help",
  ],
  ["enforce ci.yml", "enforce: give either --policy FILE.json or --from LOG…; see egress enforce --help"],
  [
    "enforce ci.yml --policy",
    "enforce: option '--policy <value>' argument missing; see egress enforce --help",
  ],
  ["enforce nowhere.yml --policy p.json", "cannot read nowhere.yml: no such file"],
  ["enforce hollow --policy build.json", "cannot read hollow: it is a directory"],
  [
    "enforce log.txt --from ci.yml",
    "log.txt is a job log, not a workflow file; name the workflow file first, and the logs behind --from",
  ],
  ["enforce ci.yml --from page.html", "page.html is not a job log: it looks like a web page"],
  [
    "enforce ci.yml --from log.txt --job biuld",
    "enforce: ci.yml has no job biuld (did you mean build?); its only job is build",
  ],
  [
    "enforce bad.yml --from log.txt",
    "bad.yml:4:1: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  ["enforce latin.yml --policy build.json", "latin.yml is not UTF-8 text, which workflow files are"],
  ["enforce ci.yml --policy nowhere.json", "cannot read nowhere.json: no such file"],
  ["enforce ci.yml --policy words.json", `words.json: it is not JSON${shape}`],
  ["enforce ci.yml --policy text.json", `text.json: the list of job "build" is not a list of texts${shape}`],
  ["enforce ci.yml --policy none.json", `none.json: it names no job${shape}`],
  [
    "enforce ci.yml --policy other.json",
    "ci.yml: job biuld not switched (job-not-found): the file has no such job (did you mean build?); its only job is build\negress: changed nothing in ci.yml",
    2,
  ],
  ["enforce ci.yml --policy build.json --mode policy-stroe", "enforce: --mode is inline or policy-store"],

  ["check nowhere", "cannot read nowhere: no such file"],
  ["check hollow", "nothing to check in hollow: no workflow file (.github/workflows/*.yml)"],
  ["check bare", `nothing to check in bare: no step uses Harden-Runner in its 1 workflow file${addStep}`],
  ["check latin.yml", "latin.yml is not UTF-8 text, which workflow files are"],
  ["check . --format xml", "check: --format is one of text, json, sarif"],

  [
    "survey",
    "survey: this directory is no clone of a repository on GitHub; name an OWNER or OWNER/REPO, see egress survey --help",
  ],
  ["survey o/r/x", "survey: o/r/x is neither OWNER nor OWNER/REPO; see egress survey --help"],
  ["survey o --json --csv", "survey: give either --json or --csv; see egress survey --help"],
  [
    "backfill",
    "backfill: this directory is no clone of a repository on GitHub; name one as OWNER/REPO, see egress backfill --help",
  ],
  ["backfill octo-org", "backfill: name one repository as OWNER/REPO; see egress backfill --help"],
  ["backfill o/r --runs many", "backfill: --runs takes a number from 1 to 999"],
  [
    "backfill o/r",
    "backfill: set GITHUB_TOKEN or GH_TOKEN to a token that may read the repository, as in GH_TOKEN=$(gh auth token)",
  ],

  ["serve here", "serve: takes no arguments; see egress serve --help"],
  ["serve --role wokrer", "serve: --role is one of web, worker, all"],
  ["rollback", "rollback: name an OWNER or OWNER/REPO; see egress rollback --help"],
  [
    "rollback o --since yesterday",
    "rollback: --since takes a day such as 2026-11-28, or a time such as 2026-11-28T14:00:00Z, not yesterday",
  ],
  ["sweep", "sweep: name an OWNER; see egress sweep --help"],
  ["queue lst", "queue: say one of list, retry, drop; see egress queue --help"],
  ["queue retry", "queue: retry takes either IDs or --all"],
  ["queue list", "queue: no egress serve runs in this directory, and REDIS_URL is not set"],
];

test.each(cases)("egress %j says what is wrong, and nothing on standard output", (args, says, code = 1) => {
  const env = { GITHUB_TOKEN: "", GH_TOKEN: "", REDIS_URL: "" };
  expect(egress(args.split(" "), { cwd: folder.path, env, input: "" })).toEqual({
    status: code,
    stdout: "",
    stderr: `egress: ${says}\n`,
  });
});

test.each<[args: string, says: string, code: number]>([
  ["observe log.txt", "egress: read 1 job log: 1 with a complete record of Harden-Runner\n", 0],
  ["check bad.yml", "egress: checked 1 file, 0 guard steps: 1 error\n", 1],
  ["check ci.yml", "egress: checked 1 file, 1 guard step: no findings\n", 0],
])("egress %j sums up on standard error", (args, says, code) => {
  const { status, stderr } = egress(args.split(" "), { cwd: folder.path });
  expect({ status, stderr }).toEqual({ status: code, stderr: says });
});

describe("what cannot be reached is said in one line", () => {
  test.each<[string, Readonly<Record<string, string>>, (port: number) => string]>([
    ["GitHub", {}, (port) => `GitHub (127.0.0.1:${port}) cannot be reached: nothing listens there`],
    [
      "a proxy",
      { NO_PROXY: "" },
      (port) => `the proxy (127.0.0.1:${port}) cannot be reached: nothing listens there`,
    ],
  ])("%s", async (what, env, says) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const url = `http://127.0.0.1:${port}`;
    const isProxy = what === "a proxy";
    const asked = ["backfill", "o/r", "--api-url", isProxy ? "https://github.test/api/v3" : url];
    const proxy: Record<string, string> = isProxy ? { HTTPS_PROXY: url } : {};
    expect(await egressBeside(asked, { GITHUB_TOKEN: "x", ...env, ...proxy })).toEqual({
      status: 1,
      stdout: "",
      stderr: `egress: backfill: ${says(port)}\n`,
    });
  });

  test("Redis, and where it was looked for, without its password", async () => {
    const asked = await egressBeside(["queue", "list"], { REDIS_URL: "redis://bot:secret@127.0.0.1:1" });
    expect(asked).toEqual({
      status: 1,
      stdout: "",
      stderr: "egress: queue: Redis (127.0.0.1:1) cannot be reached\n",
    });
  });

  test("a repository that cannot be read is not said to be without Harden-Runner", async () => {
    const server = createHttpServer((_, answer) =>
      answer.writeHead(404, { "content-type": "application/json" }).end('{"message": "Not Found"}'),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const asked = ["survey", "o/r", "--api-url", `http://127.0.0.1:${port}`];
    expect(await egressBeside(asked, { GITHUB_TOKEN: "x" })).toEqual({
      status: 1,
      stdout: "",
      stderr: "egress: o/r: survey: GitHub has no repository o/r, or the token may not see it\n",
    });
    server.close();
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
});
