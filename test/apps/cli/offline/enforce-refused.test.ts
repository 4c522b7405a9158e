import { describe, expect, test } from "vitest";
import { egress, useFolder } from "../../../support/cli.ts";

const folder = useFolder();

interface Parts {
  readonly ref?: string;
  readonly runner?: string;
  readonly job?: string;
  readonly lines?: string;
}

function jobOf(
  id: string,
  { ref = "v2.21.1", runner = "ubuntu-latest", job = "", lines = "" }: Parts,
): string {
  return `  ${id}:\n    runs-on: ${runner}\n    permissions: {contents: read}\n${job}    steps:\n      - uses: step-security/harden-runner@${ref}\n        with:\n          egress-policy: audit\n${lines}`;
}

function enforce(
  text: string,
  jobs: Readonly<Record<string, readonly string[]>>,
  ...more: readonly string[]
) {
  const file = folder.write("ci.yml", text);
  const policy = folder.write("policy.json", JSON.stringify({ jobs }));
  const { status, stdout } = egress(["enforce", file, "--policy", policy, "--json", ...more]);
  const answer = JSON.parse(stdout) as {
    readonly changed: readonly string[];
    readonly refused: readonly {
      readonly job: string;
      readonly code: string;
      readonly line: number | null;
    }[];
    readonly policies?: readonly { readonly allowed_endpoints: readonly string[] }[];
  };
  return { status, ...answer };
}

const list = { build: ["github.com:443"] };
const stored = ["--mode", "policy-store", "--name", "ours"];

describe("what check calls an error is refused with its rule, and done with --force", () => {
  test.each<[string, Parts, string, number]>([
    ["a version that kills long jobs", { ref: "v2.19.4" }, "old-version", 7],
    ["a container", { job: "    container: node:24\n" }, "unguardable-job", 6],
    ["arm64", { runner: "ubuntu-24.04-arm" }, "unguardable-job", 4],
    ["Windows before it could be blocked", { runner: "windows-2022", ref: "v2.19.4" }, "old-version", 7],
    ["an input of another kind", { lines: "          token: [a]\n" }, "not-a-text", 10],
  ])("%s", (_, parts, code, line) => {
    const text = `on: push\njobs:\n${jobOf("build", parts)}`;
    for (const mode of [[], stored]) {
      expect(enforce(text, list, ...mode)).toMatchObject({
        status: 2,
        changed: [],
        refused: [{ job: "build", code, line }],
      });
      expect(enforce(text, list, ...mode, "--force")).toMatchObject({
        status: 0,
        changed: ["build"],
        refused: [],
      });
    }
  });

  test.each([
    ["dead-entry", "postgres:5432"],
    ["address-entry", "10.0.0.1:443"],
  ])("%s", (code, entry) => {
    const lines = `          allowed-endpoints: "${entry} pypi.org:443"\n`;
    const text = `on: push\njobs:\n${jobOf("build", { lines })}`;
    expect(enforce(text, list)).toMatchObject({ status: 2, changed: [], refused: [{ job: "build", code }] });
    expect(enforce(text, list, "--force")).toMatchObject({ status: 0, changed: ["build"] });
    // Into a stored policy it does not come.
    expect(enforce(text, list, ...stored)).toMatchObject({
      status: 0,
      changed: ["build"],
      policies: [{ allowed_endpoints: ["pypi.org:443", "github.com:443"] }],
    });
  });
});

test("whether a third party's runner is watched is for the log to say, where the version may watch it", () => {
  const on = (ref: string): string =>
    `on: push\njobs:\n${jobOf("build", { runner: "depot-ubuntu-24.04", ref })}`;
  expect(enforce(on("v2.21.1"), list)).toMatchObject({ status: 0, changed: ["build"], refused: [] });
  expect(enforce(on("v2.18.0"), list)).toMatchObject({ status: 2, changed: [] });
});

test("the other jobs are switched all the same, and lines are those of the file as it is", () => {
  const jobs = [jobOf("good", {}), jobOf("bad", { ref: "v2.13.0" }), jobOf("other", {})];
  const list = ["github.com:443", "pypi.org:443"];
  const text = `on: push\njobs:\n${jobs.join("")}`;
  expect(enforce(text, { good: list, bad: list, other: list })).toMatchObject({
    status: 2,
    changed: ["good", "other"],
    refused: [{ job: "bad", code: "old-version", line: 14 }],
  });
});

describe("a list that lets strangers in is refused, and done with --force", () => {
  const text = `on: push\njobs:\n${jobOf("build", {})}${jobOf("test", {})}`;

  test("whatever lets them in, and the job beside it is switched", () => {
    const open = [
      "*:443",
      "*.com:443",
      "*.co.uk:443",
      "co.uk:443",
      "*.blob.core.windows.net:443",
      "*.s3.amazonaws.com:443",
      "*.github.io:443",
      "github.io:443",
      "cdn*:443",
      "a*.vercel.app",
    ];
    for (const entry of open)
      expect(
        enforce(text, { build: [entry, "github.com:443"], test: ["github.com:443"] }),
        entry,
      ).toMatchObject({
        status: 2,
        changed: ["test"],
        refused: [{ job: "build", code: "open-to-strangers" }],
      });
    expect(enforce(text, { build: ["*.github.io:443"] }, "--force")).toMatchObject({
      status: 0,
      changed: ["build"],
    });
  });

  test("but no name or pattern of one owner's", () => {
    const closed = [
      "mine.blob.core.windows.net:443",
      "*.gradle.org:443",
      "me.github.io",
      "*.example.co.uk:443",
    ];
    expect(enforce(text, { build: closed })).toMatchObject({ status: 0, changed: ["build"], refused: [] });
  });
});
