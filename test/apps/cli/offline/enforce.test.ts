import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { egress, useFolder } from "../../../support/cli.ts";
import { buildJobLog, called, type JobLogOptions } from "../../../support/job-log-builder.ts";

const folder = useFolder();
const guard = "      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n";
const text = `on: push\njobs:\n  build:\n    steps:\n${guard}  test:\n    name: Test it\n    strategy:\n      matrix:\n        node: [18, 20]\n    steps:\n${guard}  other:\n    steps:\n      - run: x\n`;
const write = (name = "ci.yml"): string => folder.write(name, text);
const policy = (jobs: unknown): string => folder.write("policy.json", JSON.stringify({ jobs }));

describe("with a policy", () => {
  test("prints the difference and leaves the file alone", () => {
    const file = write();
    const { status, stdout } = egress(["enforce", file, "--policy", policy({ build: ["github.com:443"] })]);
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        `--- a${file}`,
        `+++ b${file}`,
        "@@ -4,7 +4,9 @@",
        "     steps:",
        "       - uses: step-security/harden-runner@v2",
        "         with:",
        "-          egress-policy: audit",
        "+          egress-policy: block",
        "+          allowed-endpoints: >",
        "+            github.com:443",
        "   test:",
        "     name: Test it",
        "     strategy:",
        "",
      ].join("\n"),
    );
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("--write writes the file with its mode, and a second time changes nothing", () => {
    const file = write();
    chmodSync(file, 0o640);
    const args = ["enforce", file, "--policy", policy({ build: ["github.com:443"], test: [] }), "--write"];
    expect(egress(args).status).toBe(0);
    const edited = readFileSync(file, "utf8");
    expect(edited.match(/egress-policy: block/g)).toHaveLength(2);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(egress([...args, "--json"])).toMatchObject({ status: 0, stdout: '{"changed":[],"refused":[]}\n' });
    expect(readFileSync(file, "utf8")).toBe(edited);
  });

  test("--json prints what was changed and refused; refused jobs give exit code 2 and do not hinder the others", () => {
    const file = write();
    const { status, stdout } = egress([
      "enforce",
      file,
      "--policy",
      policy({ build: ["github.com:443"], other: [], nowhere: [] }),
      "--json",
    ]);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toStrictEqual({
      changed: ["build"],
      refused: [
        { job: "other", code: "no-guard-step", message: expect.any(String), line: 17 },
        { job: "nowhere", code: "job-not-found", message: expect.any(String), line: null },
      ],
    });
  });

  test("a syntax error refuses every job, with line and column", () => {
    const file = folder.write("bad.yml", "jobs:\n  build: [\n");
    const { status, stdout, stderr } = egress(["enforce", file, "--policy", policy({ build: [] })]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/bad\.yml:3: job build not switched \(syntax-error\): .*\(line 3, column 1\)/);
  });

  test.each([
    ["not JSON", "{"],
    ["without jobs", "{}"],
    ["with jobs as a list", '{"jobs":[]}'],
    ["with a list that is none", '{"jobs":{"build":"github.com:443"}}'],
    ["with numbers in a list", '{"jobs":{"build":[1]}}'],
  ])("a policy file %s is unusable", (_, content) => {
    const { status, stdout, stderr } = egress([
      "enforce",
      write(),
      "--policy",
      folder.write("bad.json", content),
    ]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^egress: .*bad\.json: .*; expected \{"jobs": .*\n$/);
  });

  test("a policy file that names no job is unusable", () => {
    expect(egress(["enforce", write(), "--policy", policy({})])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/policy\.json: it names no job; expected \{"jobs": .+\}\n$/),
    });
  });

  test("a workflow file that is no UTF-8 is unusable", () => {
    const file = folder.write("latin.yml", Buffer.from([0x6a, 0xff, 0x0a]));
    const { status, stderr } = egress(["enforce", file, "--policy", policy({})]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `egress: ${file} is not UTF-8 text, which workflow files are\n`,
    });
  });
});

describe("the version of Harden-Runner", () => {
  const old = text.replace(
    "harden-runner@v2\n",
    "harden-runner@9af89fc71515a100421586dfdb3dc9c984fbf411 # v2.19.4\n",
  );
  const jobs = (): string => policy({ build: ["github.com:443"], test: ["github.com:443"] });

  test("that must not block is refused, and the other jobs are not", () => {
    const file = folder.write("old.yml", old);
    const { status, stdout } = egress(["enforce", file, "--policy", jobs(), "--json"]);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toStrictEqual({
      changed: ["test"],
      refused: [
        {
          job: "build",
          code: "old-version",
          message: expect.stringMatching(
            /^Harden-Runner v2\.19\.4 must not block: below v2\.21\.1 .*; --bump moves it to v2\.21\.1$/,
          ),
          line: 5,
        },
      ],
    });
  });

  test.each([
    ["inline", [], "egress-policy: block"],
    ["in the store", ["--mode", "policy-store", "--name", "mine"], "policy: mine.build"],
  ])("--bump moves it in the same edit, %s", (_, args, edited) => {
    const file = folder.write("old.yml", `permissions: {id-token: write}\n${old}`);
    const { status, stdout, stderr } = egress(["enforce", file, "--policy", jobs(), "--bump", ...args]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `egress: would change 2 jobs (build, test); --write changes ${file}\n`,
    });
    expect(stdout).toContain(
      "-      - uses: step-security/harden-runner@9af89fc71515a100421586dfdb3dc9c984fbf411 # v2.19.4",
    );
    expect(stdout).toContain(
      "+      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1",
    );
    expect(stdout).toContain(edited);
    expect(stdout).toContain("       - uses: step-security/harden-runner@v2\n");
  });

  test.each([["v1", "v1 moves by itself"]])("--bump leaves %s, and refuses it", (ref, message) => {
    const file = folder.write("old.yml", text.replace("@v2\n", `@${ref}\n`));
    const { status, stdout, stderr } = egress(["enforce", file, "--policy", policy({ build: [] }), "--bump"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("that nobody knows is told of", () => {
    const file = folder.write(
      "old.yml",
      text.replace("@v2\n", "@0123456789abcdef0123456789abcdef01234567\n"),
    );
    const { status, stderr } = egress(["enforce", file, "--policy", policy({ build: [] }), "--bump"]);
    expect(status).toBe(0);
    expect(stderr).toBe(
      "egress: job build: which version of Harden-Runner 0123456789abcdef0123456789abcdef01234567 is, is unknown; below v2.21.1 it must not block\n" +
        `egress: would change 1 job (build); --write changes ${file}\n`,
    );
  });

  test("whose records miss connections only moves", () => {
    const ref = "ec9f2d5744a09debf3a187a3f4f675c53b671911";
    const file = folder.write("old.yml", text.replace("@v2\n", `@${ref} # v2.13.0\n`));
    const log = folder.write(
      "old.txt",
      buildJobLog({ guard: { ref, commit: ref }, agent: [called("github.com", "1.1.1.1")] }),
    );
    const { status, stdout, stderr } = egress(["enforce", file, "--from", log, "--bump"]);
    expect(status).toBe(2);
    expect(stdout.split("\n").filter((line) => /^[+-] /.test(line))).toEqual([
      `-      - uses: step-security/harden-runner@${ref} # v2.13.0`,
      "+      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1",
    ]);
    expect(stderr).toContain(
      "job build not switched (old-version): 1 run does not count, because Harden-Runner v2.13.0 recorded it",
    );
    const left = egress(["enforce", file, "--from", log, "--json"]);
    expect(JSON.parse(left.stdout)).toMatchObject({
      changed: [],
      refused: [{ job: "build", code: "old-version" }],
    });
  });
});

test("--write writes even if nobody reads the report", () => {
  const file = write();
  const list = policy({ build: ["github.com:443"] });
  const command = `"${process.execPath}" dist/apps/cli/cli.js enforce "${file}" --policy "${list}" --write | true`;
  execFileSync("bash", ["-c", command], { stdio: ["ignore", "ignore", "ignore"] });
  expect(readFileSync(file, "utf8")).toContain("egress-policy: block");
});

describe("from logs", () => {
  const logOf = (name: string, options: JobLogOptions): string => folder.write(name, buildJobLog(options));

  test("goes the whole way: which job, which list, the edit", () => {
    const logs = [
      logOf("1.txt", { jobName: "build", runId: 1, agent: [called("github.com", "1.1.1.1")] }),
      logOf("2.txt", { jobName: "Test it (18)", runId: 1, agent: [called("a.example.com", "1.1.1.2")] }),
      logOf("3.txt", { jobName: "Test it (20)", runId: 1, agent: [called("b.example.com", "1.1.1.3")] }),
    ];
    const { status, stdout, stderr } = egress(["enforce", write(), "--from", ...logs, "--force"]);
    expect(status).toBe(0);
    expect(stdout.split("\n").filter((line) => /^[+]\s/.test(line))).toEqual([
      "+          egress-policy: block",
      "+          allowed-endpoints: >",
      "+            github.com:443",
      "+          egress-policy: block",
      "+          allowed-endpoints: >",
      "+            a.example.com:443",
      "+            b.example.com:443",
    ]);
    expect(stderr).toContain("egress: job test is learning: 1 of 10 complete runs\n");
  });

  test.each<[string, JobLogOptions, string[], string]>([
    ["a log of a job that the file has not", { jobName: "deploy" }, [], "job-not-found"],
    [
      "a log of a reusable workflow in another file",
      {
        jobName: "a / build",
        uses: "o/r/.github/workflows/x.yml@main (6e23cefd00a318899582d38cfa9f6c7f59140d8c)",
      },
      [],
      "job-not-found",
    ],
    ["a log without record", { postStep: [] }, [], "not-recorded"],
    ["a log that is cut before its end", { status: null }, [], "not-recorded"],
    ["a job that called an address", { agent: [called("", "9.9.9.9")] }, [], "held"],
    ["a job without a guard", { jobName: "other" }, ["--force"], "no-guard-step"],
    ["a job that is not ready", { agent: [called("github.com", "1.1.1.1")] }, [], "not-ready"],
    [
      "a job that called an address, however it is forced",
      { agent: [called("", "9.9.9.9")] },
      ["--force"],
      "held",
    ],
  ])("%s is refused", (_, options, more, code) => {
    const { status, stdout } = egress([
      "enforce",
      write(),
      "--from",
      logOf("x.txt", options),
      ...more,
      "--json",
    ]);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ changed: [], refused: [{ code }] });
  });

  test("reads matrices: two jobs whose names only these tell apart", () => {
    const named = (id: string, values: string): string =>
      `  ${id}:\n    name: \${{ matrix.os }} 1.0\n    strategy: { matrix: { os: [${values}] } }\n    steps:\n${guard}`;
    const file = folder.write(
      "matrix.yml",
      `on: push\njobs:\n${named("unix", "a, b")}${named("other", "c")}`,
    );
    const log = logOf("x.txt", { jobName: "c 1.0", agent: [called("github.com", "1.1.1.1")] });
    const { stdout } = egress(["enforce", file, "--from", log, "--force", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ changed: ["other"], refused: [] });
  });

  describe("the gates", () => {
    const days = (count: number, options: (day: number) => JobLogOptions): readonly string[] =>
      Array.from({ length: count }, (_, day) =>
        logOf(`day-${day}.txt`, {
          runId: 100 + day,
          start: new Date(Date.UTC(2026, 5, 1 + day)).toISOString(),
          ...options(day),
        }),
      );
    const steady = () => ({ agent: [called("github.com", "1.1.1.1")] });
    const rotating = (day: number) => ({
      agent: [called("github.com", "1.1.1.1"), called(`cache-${day % 5}.mirror.example.net`, "1.1.1.2")],
    });
    const enforce = (...args: readonly string[]) => egress(["enforce", write(), "--json", ...args]);

    test("a job whose list has been quiet for long enough is switched", () => {
      const { status, stdout } = enforce("--from", ...days(13, steady));
      expect({ status, out: JSON.parse(stdout) }).toEqual({
        status: 0,
        out: { changed: ["build"], refused: [] },
      });
    });

    test("a job that is still learning is refused with what is missing, unless it is forced", () => {
      const logs = days(4, steady);
      const refused = enforce("--from", ...logs);
      expect(refused.status).toBe(2);
      expect(JSON.parse(refused.stdout)).toMatchObject({
        changed: [],
        refused: [
          {
            job: "build",
            code: "not-ready",
            message: expect.stringMatching(/^it is learning: 4 of 10 complete runs.*; --force switches it/),
          },
        ],
      });
      expect(enforce("--from", ...logs, "--force")).toMatchObject({ status: 0 });
    });

    test("a pattern that nobody has confirmed is refused by its name, unless it is forced", () => {
      const logs = days(60, rotating);
      const refused = enforce("--from", ...logs);
      expect(refused.status).toBe(2);
      expect(JSON.parse(refused.stdout)).toMatchObject({
        refused: [
          {
            code: "not-ready",
            message: expect.stringContaining("cache-*.mirror.example.net:443 stands for names"),
          },
        ],
      });
      const forced = egress(["enforce", write(), "--from", ...logs, "--force"]);
      expect(forced).toMatchObject({
        status: 0,
        stdout: expect.stringContaining("cache-*.mirror.example.net:443"),
      });
    });
  });

  test("--job says whose the logs are", () => {
    const log = logOf("x.txt", { jobName: "renamed since", agent: [called("github.com", "1.1.1.1")] });
    const { status, stdout } = egress([
      "enforce",
      write(),
      "--from",
      log,
      "--job",
      "build",
      "--force",
      "--json",
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ changed: ["build"], refused: [] });
  });

  test.each([
    [["--policy", "x", "--from", "y"], "either --policy FILE.json or --from LOG…"],
    [[], "either --policy FILE.json or --from LOG…"],
    [["--policy", "x", "--job", "y"], "--job goes with --from only"],
    [["--from", "x", "--from", "y"], "--from is given twice"],
  ])("%j is unusable", (args, message) => {
    expect(egress(["enforce", write(), ...args])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(message),
    });
  });
});

describe("in the mode policy-store", () => {
  const granted = `permissions: {contents: read}\n${text}`;
  const args = (file: string, jobs: unknown) => [
    "enforce",
    file,
    "--policy",
    policy(jobs),
    "--mode",
    "policy-store",
  ];

  test("prints the difference, and the policy behind it", () => {
    const file = folder.write("granted.yml", granted);
    const { status, stdout } = egress([...args(file, { build: ["github.com:443"] }), "--name", "team.build"]);
    expect(status).toBe(0);
    expect(stdout).toContain("+          policy: team.build\n");
    expect(stdout).toContain("+      id-token: write\n");
    expect(JSON.parse(stdout.slice(stdout.indexOf("\n{\n") + 1))).toEqual({
      policyName: "team.build",
      allowed_endpoints: ["github.com:443"],
      egress_policy: "block",
      disable_telemetry: false,
      disable_sudo: false,
      disable_file_monitoring: false,
    });
  });

  test("--json has the policies of several jobs, and not those of refused ones", () => {
    const file = folder.write("granted.yml", granted);
    const jobs = { build: ["github.com:443"], test: [], other: [] };
    const { status, stdout } = egress([...args(file, jobs), "--name", "team", "--json"]);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      changed: ["build", "test"],
      refused: [{ job: "other", code: "no-guard-step" }],
      policies: [{ policyName: "team.build" }, { policyName: "team.test", allowed_endpoints: [] }],
    });
  });

  test.each<[string, readonly string[], string]>([
    ["without a name", ["--mode", "policy-store"], "--mode policy-store needs --name NAME"],
    ["with a name and no store", ["--name", "x"], "--name goes with --mode policy-store only"],
    ["with another mode", ["--mode", "store"], "--mode is inline or policy-store"],
  ])("%s: one line and exit code 1", (_, more, words) => {
    const { status, stdout, stderr } = egress([
      "enforce",
      write(),
      "--policy",
      policy({ build: [] }),
      ...more,
    ]);
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: `egress: enforce: ${words}\n`,
    });
  });

  test("a job whose permissions nobody knows is refused", () => {
    const file = write();
    const { status, stderr } = egress([...args(file, { build: [] }), "--name", "x"]);
    expect(status).toBe(2);
    expect(stderr).toContain("not switched (permissions-unknown)");
  });
});
