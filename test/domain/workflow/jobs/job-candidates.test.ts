import { describe, expect, test } from "vitest";
import { guardAction } from "../../../../src/domain/workflow/guard-action.ts";
import { nameCalledLeg } from "../../../../src/domain/workflow/jobs/callee-leg.ts";
import { listCandidates, type ReadWorkflow } from "../../../../src/domain/workflow/jobs/job-candidates.ts";
import type { CallContext } from "../../../../src/domain/workflow/jobs/locate-callee.ts";
import { matchCandidate } from "../../../../src/domain/workflow/jobs/match-candidates.ts";
import { matchesName } from "../../../../src/domain/workflow/name-pattern.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";

const guard = "    steps:\n      - uses: step-security/harden-runner@v2\n";
const commit = "a".repeat(40);
const context: CallContext = {
  names: ["octo-org/octo-repo", "octo-org/old-name"],
  defaultBranch: "main",
  referencedWorkflows: [],
};

const other = { id: 7, owner: "octo-org", name: "other", defaultBranch: "trunk", head: "d".repeat(40) };

async function candidatesOf(
  jobs: string,
  files: Readonly<Record<string, string>> = {},
  given: Partial<CallContext> = {},
) {
  const reads: string[] = [];
  const readWorkflow: ReadWorkflow = async (path, at, of) => {
    reads.push(`${path}@${at}`);
    const text = of === null ? (files[path] ?? files[`${path}@${at}`]) : files[`${of.name}:${path}@${at}`];
    return text === undefined ? null : parseWorkflowFile(text);
  };
  const parsed = parseWorkflowFile(`on: push\njobs:\n${jobs}`);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const path = ".github/workflows/ci.yml";
  const candidates = await listCandidates(
    { path, commit, file: parsed.file },
    { ...context, ...given },
    readWorkflow,
    [guardAction],
    async (name) => (name === "octo-org/other" ? other : null),
  );
  return { candidates, reads };
}

/** `path#job`, or the problem, or why it is none. */
async function ownerOf(displayName: string, ...args: Parameters<typeof candidatesOf>): Promise<string> {
  const { candidates } = await candidatesOf(...args);
  const match = matchCandidate(displayName, candidates, 1);
  if (match.kind !== "matched") return match.kind;
  const { candidate } = match;
  return candidate.kind === "unknown" ? candidate.problem : `${candidate.path.slice(18)}#${candidate.jobId}`;
}

describe("a run's job is found by its display name", () => {
  const matrix = "    strategy: { matrix: { node: [18, 20], os: [linux, mac] } }\n";
  const plainMatrix = "    strategy: { matrix: { n: [1, 2] } }\n";
  const plain = "    steps: []\n";
  test.each<[string, string, string]>([
    ["build", `  build:\n${guard}  test:\n${guard}`, "ci.yml#build"],
    ["test (18, linux)", `  build:\n${guard}  test:\n${matrix}${guard}`, "ci.yml#test"],
    ["Unit (18, linux)", `  a:\n    name: Unit\n${matrix}${guard}`, "ci.yml#a"],
    ["Node 18", `  a:\n    name: Node \${{ matrix.node }}\n${matrix}${guard}  b:\n${guard}`, "ci.yml#a"],
    ["Node 22", `  a:\n    name: Node \${{ matrix.node }}\n${matrix}${guard}`, "none"],
    // The values of a matrix tell two such names apart, and a fixed name from one.
    [
      "mac",
      `  a:\n    name: \${{ matrix.os }}\n${matrix}${guard}  b:\n    name: \${{ matrix.x }}\n    strategy: { matrix: { x: [p] } }\n${guard}`,
      "ci.yml#a",
    ],
    ["lint", `  a:\n    name: \${{ inputs.title }}\n${guard}  lint:\n${guard}`, "ci.yml#lint"],
    ["x", `  a:\n    name: Same\n${guard}  b:\n    name: Same\n${guard}`, "none"],
    ["Same", `  a:\n    name: Same\n${guard}  b:\n    name: Same\n${guard}`, "ambiguous"],
    [
      "what",
      `  a:\n    name: \${{ inputs.a }}\n${guard}  b:\n    name: \${{ inputs.b }}\n${guard}`,
      "ambiguous",
    ],
    [`${"n".repeat(97)}...`, `  a:\n    name: ${"n".repeat(120)}\n${guard}  b:\n${guard}`, "ci.yml#a"],
    [
      `${"n".repeat(90)} (1, 2,...`,
      `  ${"n".repeat(90)}:\n${matrix}${guard}  b:\n${guard}`,
      `ci.yml#${"n".repeat(90)}`,
    ],
  ])("%s", async (name, jobs, expected) => expect(await ownerOf(name, jobs)).toBe(expected));

  test("legs with one name are legs of their job, unless it has one leg or another job may have the name", async () => {
    const same = `  a:\n    name: \${{ inputs.a }}\n${matrix}${guard}`;
    const { candidates } = await candidatesOf(same);
    expect(matchCandidate("Same", candidates, 4)).toMatchObject({ candidate: { jobId: "a" } });
    const two = await candidatesOf(`${same}  b:\n    name: \${{ inputs.b }}\n${guard}`);
    expect(matchCandidate("Same", two.candidates, 4).kind).toBe("ambiguous");
    const fixed = await candidatesOf(`  Same:\n${guard}`);
    expect(matchCandidate("Same", fixed.candidates, 1).kind).toBe("matched");
    expect(matchCandidate("Same", fixed.candidates, 2).kind).toBe("ambiguous");
    const owner = await candidatesOf(`${same}  Same:\n${guard}`);
    expect(matchCandidate("Same", owner.candidates, 1)).toMatchObject({ candidate: { jobId: "Same" } });
    expect(matchCandidate("Same", owner.candidates, 5).kind).toBe("ambiguous");
  });

  test.each<[string, string, string]>([
    ["123", `  a:\n    name: 123\n${guard}  b:\n    name: \${{ inputs.b }}\n${guard}`, "ci.yml#a"],
    ["3.1", `  a:\n    name: 3.10\n${guard}  b:\n${guard}`, "ci.yml#a"],
    ["true", `  a:\n    name: True\n${guard}  b:\n${guard}`, "ci.yml#a"],
    ["a", `  a:\n    name: ''\n${guard}  b:\n    name: \${{ inputs.b }}\n${guard}`, "ci.yml#a"],
    ["a", `  a:\n    name:\n${guard}  b:\n${guard}`, "ci.yml#a"],
    ["Both", `  x:\n    name: &both Both\n${plain}  a:\n    name: *both\n${guard}`, "ambiguous"],
    ["N", `  x:\n    env: { N: &n N }\n${plain}  a:\n    name: *n\n${guard}`, "ci.yml#a"],
    // Not `a`, which is shown as 3.1.
    ["a", `  a:\n    name: 3.10\n${guard}  b:\n    name: \${{ inputs.b }}\n${guard}`, "ci.yml#b"],
    ["1e+21", `  a:\n    name: 1e21\n${guard}`, "ci.yml#a"],
    ["a", `  a:\n    name: 1e21\n${guard}  b:\n    name: \${{ inputs.b }}\n${guard}`, "ambiguous"],
    // What comes to nothing is the default.
    ["a (1)", `  a:\n    name: \${{ matrix.x }}\n${plainMatrix}${guard}  b:\n${guard}`, "ci.yml#a"],
    [
      "a (1)",
      `  a:\n    name: \${{ matrix.x }}\n${plainMatrix}${guard}  b:\n    name: "a (\${{ inputs.b }})"\n${guard}`,
      "ambiguous",
    ],
    // Whether GitHub shows the line end of a block is left open.
    ["Block", `  a:\n    name: |\n      Block\n${guard}  b:\n${guard}`, "ci.yml#a"],
    ["Block\n", `  a:\n    name: |\n      Block\n${guard}  b:\n${guard}`, "ci.yml#a"],
    [
      "Block",
      `  a:\n    name: |\n      Block\n${guard}  b:\n    name: \${{ inputs.b }}\n${guard}`,
      "ambiguous",
    ],
    // A strategy that an expression makes may have a matrix.
    ["a (1)", `  a:\n    strategy: \${{ fromJSON(inputs.s) }}\n${guard}  b:\n${guard}`, "ci.yml#a"],
    [
      "a",
      `  a:\n    strategy: \${{ fromJSON(inputs.s) }}\n${guard}  b:\n    name: \${{ inputs.b }}\n${guard}`,
      "ambiguous",
    ],
    ["p }}", `  a:\n    name: "p \${{ '}}' }}"\n${guard}`, "ci.yml#a"],
  ])("a name that is no plain text: %s", async (name, jobs, expected) =>
    expect(await ownerOf(name, jobs)).toBe(expected),
  );

  // Each of these took minutes where every job looked through the whole file.
  test("thousands of jobs that share a matrix, or are one job, cost no more than as many others", async () => {
    const numbers = Array.from({ length: 200 }, (_, n) => n).join(", ");
    const first = `  first: &first\n    strategy: { matrix: { n: &n [${numbers}] } }\n${guard.replace("steps:", "steps: &steps")}`;
    const many = Array.from(
      { length: 3_000 },
      (_, n) =>
        `  a${n}:\n    name: A${n} \${{ matrix.n }}\n    strategy: { matrix: { n: *n, m: [*n] } }\n    steps: *steps\n`,
    );
    const same = Array.from({ length: 1_500 }, (_, n) => `  b${n}: *first\n`);
    const { candidates } = await candidatesOf([first, ...many, ...same].join(""));
    expect(candidates).toHaveLength(4_501);
    expect(candidates.every(({ kind }) => kind === "job")).toBe(true);
    expect(candidates.every((candidate) => candidate.kind === "job" && candidate.guard !== null)).toBe(true);
    expect(matchCandidate("A7 199", candidates, 1)).toMatchObject({ candidate: { jobId: "a7" } });
    expect(matchCandidate("A7 200", candidates, 1).kind).toBe("none");
  });

  test("a name of a million characters costs nothing", async () => {
    const { candidates } = await candidatesOf(`  a:\n    name: \${{ a }}a\${{ b }}a\${{ c }}b\n${guard}`);
    expect(matchCandidate("a".repeat(1_000_000), candidates, 1).kind).toBe("none");
    expect(matchCandidate("a".repeat(1_000), candidates, 1).kind).toBe("none");
    const values = Array.from({ length: 200 }, (_, n) => "a".repeat(n + 1)).join(", ");
    const many = `  a:\n    name: ${"${{ matrix.a }}".repeat(30)}b\n    strategy: { matrix: { a: [${values}] } }\n${guard}`;
    const hostile = await candidatesOf(many);
    expect(matchCandidate("a".repeat(1_000), hostile.candidates, 1).kind).toBe("none");
    expect(matchCandidate(`${"a".repeat(900)}b`, hostile.candidates, 1).kind).toBe("matched");
  });
});

describe("callers of reusable workflows", () => {
  const build = `jobs:\n  build:\n${guard}  docs:\n    name: \${{ inputs.title }} docs\n    steps: []\n`;
  const files = {
    ".github/workflows/build.yml": build,
    ".github/workflows/outer.yml": "jobs:\n  inner:\n    uses: ./.github/workflows/build.yml\n",
    ".github/workflows/bad.yml": "jobs: [",
    ".github/workflows/loop.yml": "jobs:\n  again:\n    uses: ./.github/workflows/loop.yml\n",
    [`.github/workflows/pinned.yml@${"b".repeat(40)}`]: build,
  };
  const call = (uses: string, more = ""): string => `  call:\n${more}    uses: ${uses}\n`;
  const pinned = "octo-org/octo-repo/.github/workflows/pinned.yml";
  const matrix = "    strategy: { matrix: { a: [1, 2] } }\n";

  test.each<[string, string, string]>([
    ["call / build", call("./.github/workflows/build.yml"), "build.yml#build"],
    ["call / My docs", call("./.github/workflows/build.yml"), "build.yml#docs"],
    ["call (1) / build", call("./.github/workflows/build.yml", matrix), "build.yml#build"],
    [
      "Deploy 2 / build",
      call("./.github/workflows/build.yml", `    name: Deploy \${{ matrix.a }}\n${matrix}`),
      "build.yml#build",
    ],
    ["call / inner / build", call("./.github/workflows/outer.yml"), "build.yml#build"],
    ["call", call("./.github/workflows/build.yml"), "none"],
    ["other / build", call("./.github/workflows/build.yml"), "none"],
    ["call / a", call("./.github/workflows/none.yml"), "callee-not-found"],
    ["call / a", call("./.github/workflows/bad.yml"), "callee-unreadable"],
    ["call / a / b", call("other/repo/.github/workflows/build.yml@v1"), "callee-in-other-repository"],
    ["call / a", call("octo-org/octo-repo/.github/workflows/pinned.yml@v1"), "callee-at-other-ref"],
    ["call / a", call(`${pinned}@main`), "callee-not-found"],
    ["call / a", call("./elsewhere/x.yml"), "callee-not-found"],
    [`call / ${"again / ".repeat(11)}x`, call("./.github/workflows/loop.yml"), "too-many-jobs"],
    [
      `${"n".repeat(97)}... / build`,
      `  call:\n    name: ${"n".repeat(130)}\n    uses: ./.github/workflows/build.yml\n`,
      "build.yml#build",
    ],
  ])("%s", async (name, jobs, expected) => expect(await ownerOf(name, jobs, files)).toBe(expected));

  test("a call at the default branch is read at the commit that the run names", async () => {
    const referencedWorkflows = [{ path: `${pinned}@main`, sha: "b".repeat(40) }];
    expect(await ownerOf("call / build", call(`${pinned}@main`), files, { referencedWorkflows })).toBe(
      "pinned.yml#build",
    );
  });

  test("a call by a name that the repository had before is its own", async () => {
    const old = "octo-org/Old-Name/.github/workflows/pinned.yml@main";
    const referencedWorkflows = [{ path: old, sha: "b".repeat(40) }];
    expect(await ownerOf("call / build", call(old), files, { referencedWorkflows })).toBe("pinned.yml#build");
  });

  test("a workflow that is called by many is read once, and calls without end stop", async () => {
    const many = Array.from(
      { length: 40 },
      (_, n) => `  call${n}:\n    uses: ./.github/workflows/build.yml\n`,
    );
    const { candidates, reads } = await candidatesOf(many.join(""), files);
    expect(reads).toEqual([`.github/workflows/build.yml@${commit}`]);
    expect(candidates).toHaveLength(80);
    const wide = `jobs:\n${Array.from({ length: 30 }, (_, n) => `  a${n}:\n    uses: ./.github/workflows/wide.yml\n`).join("")}`;
    const bounded = await candidatesOf(call("./.github/workflows/wide.yml"), {
      ".github/workflows/wide.yml": wide,
    });
    expect(bounded.candidates.length).toBeLessThan(5_100);
    expect(bounded.candidates.every(({ kind }) => kind === "unknown")).toBe(true);
  });
});

describe("a workflow of another repository", () => {
  const matrix = "    strategy: { matrix: { node: [20, 24] } }\n";
  const build = `jobs:\n  build:\n${matrix}${guard}  nested:\n    uses: ./.github/workflows/inner.yml\n`;
  const inner = `jobs:\n  inner:\n    name: Inner \${{ inputs.title }}\n${guard}`;
  const [old, head] = ["c".repeat(40), other.head];
  const files = {
    [`other:.github/workflows/build.yml@${head}`]: build,
    [`other:.github/workflows/build.yml@${old}`]: build,
    [`other:.github/workflows/inner.yml@${head}`]: inner,
    [`other:.github/workflows/inner.yml@${old}`]: inner.replace("Inner", "Old"),
    // Of the caller itself: never meant by what another repository calls.
    ".github/workflows/inner.yml": inner,
  };
  const uses = "octo-org/other/.github/workflows/build.yml";
  const calledAt = (ref: string, sha: string) =>
    candidatesOf(`  call:\n    uses: ${uses}@${ref}\n`, files, {
      referencedWorkflows: [{ path: `${uses}@${ref}`, sha }],
    });
  const name = async (displayName: string, ref: string, sha: string): Promise<string> => {
    const match = matchCandidate(displayName, (await calledAt(ref, sha)).candidates, 1);
    if (match.kind !== "matched") return match.kind;
    if (match.candidate.kind === "unknown") return match.candidate.problem;
    const { callee, path, jobId } = match.candidate;
    const leg = nameCalledLeg(displayName, jobId, callee?.legs ?? null);
    return `${callee?.repository.name}:${path.slice(18)}#${jobId} ${leg}`;
  };

  test.each<[string, string, string, string]>([
    ["call / build (20)", "trunk", old, "other:build.yml#build build (20)"],
    ["call / build (20)", "refs/heads/trunk", old, "other:build.yml#build build (20)"],
    // At a tag or a commit only what is the same on the default branch counts, file by file.
    ["call / build (24)", "v1", old, "other:build.yml#build build (24)"],
    ["call / build (24)", old, old, "other:build.yml#build build (24)"],
    ["call / nested / Inner x", head, head, "other:inner.yml#inner inner"],
    ["call / nested / Old x", "v1", old, "callee-at-other-ref"],
    // A branch of the caller's default name is another one there.
    ["call / build (20)", "main", "e".repeat(40), "callee-not-found"],
  ])("%s at %s", async (displayName, ref, sha, expected) =>
    expect(await name(displayName, ref, sha)).toBe(expected),
  );

  test("that no run says it used is not read", async () => {
    const { candidates } = await candidatesOf(`  call:\n    uses: ${uses}@trunk\n`, files);
    expect(candidates).toMatchObject([{ kind: "unknown", problem: "callee-not-found" }]);
  });

  test.each([
    ["secret / a / build (20)", "build", "build (20)"],
    ["secret / Deploy Moonshot", "deploy", "deploy"],
  ])("the leg %s is known without its callers", (displayName, jobId, leg) => {
    const legs = [20, 24].map((node) => ({
      label: `build (${node})`,
      name: [{ kind: "text", text: `build (${node})` } as const],
    }));
    expect(nameCalledLeg(displayName, jobId, legs)).toBe(leg);
    expect(nameCalledLeg(displayName, jobId, null)).toBe(jobId);
  });
});

describe("what the file says of the guard", () => {
  test.each<[string, string, boolean]>([
    [`${guard}`, "Post Run step-security/harden-runner@v2", false],
    [
      "    steps:\n      - name: Harden\n        uses: step-security/harden-runner@v2\n",
      "Post Harden",
      false,
    ],
    [
      "    steps:\n      - name: Guard ${{ a }}\n        uses: step-security/harden-runner@v2\n",
      "Post Guard me",
      false,
    ],
    [`    environment: prod\n${guard}`, "Post Run step-security/harden-runner@v2", false],
    [
      `    environment: { name: prod, url: "\${{ steps.a.outputs.b }}" }\n${guard}`,
      "Post Run step-security/harden-runner@v2",
      true,
    ],
    [
      `    env: { a: &e { name: prod, url: x } }\n    environment: *e\n${guard}`,
      "Post Run step-security/harden-runner@v2",
      true,
    ],
    [
      "    env: { a: &h Harden }\n    steps:\n      - name: *h\n        uses: step-security/harden-runner@v2\n",
      "Post Harden",
      false,
    ],
  ])("%j", async (job, postStep, hasEnvironmentUrl) => {
    const { candidates } = await candidatesOf(`  build:\n${job}`);
    const [candidate] = candidates;
    if (candidate?.kind !== "job" || candidate.guard === null) throw new Error("no guard");
    expect(matchesName(candidate.guard.postStepName, postStep)).toBe(true);
    expect(matchesName(candidate.guard.postStepName, "Post Run actions/checkout@v4")).toBe(false);
    expect(candidate.guard.hasEnvironmentUrl).toBe(hasEnvironmentUrl);
  });

  test("a job without guard has none", async () => {
    const { candidates } = await candidatesOf("  build:\n    steps:\n      - run: make\n");
    expect(candidates).toMatchObject([{ kind: "job", guard: null }]);
  });
});
