import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeGitHub } from "../fake-github/fake-github.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { Run } from "../fake-github/state/repository.ts";
import { guardAction, guardedJob } from "./guarded-job.ts";
import { type AgentLine, called, resolved } from "./job-log-builder.ts";

/** The App as the manifest registers it. */
export const appPermissions = {
  metadata: "read",
  actions: "read",
  contents: "write",
  workflows: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
} as const;

const guardStep = `      - name: Harden the runner
        uses: ${guardAction} # v2.21.1
        with:
          egress-policy: audit
`;
const steps = `${guardStep}      - uses: actions/checkout@v6
      - name: Install
        run: npm ci
      - name: Test
        run: npm test
`;

/** Three workflows with a guarded job each: a plain one, a matrix, and a reusable one with its caller. */
export const workflows = {
  ".github/workflows/ci.yml": `name: CI
on: push

jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
${steps}`,
  ".github/workflows/matrix.yml": `name: Matrix
on: push

jobs:
  test:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        node: [20, 24]
    steps:
${steps}`,
  ".github/workflows/release.yml": `name: Release
on: push

jobs:
  release:
    uses: ./.github/workflows/package.yml
    permissions:
      contents: read
`,
  ".github/workflows/package.yml": `name: Package
on: workflow_call

jobs:
  package:
    runs-on: ubuntu-24.04
    steps:
${steps}`,
} as const;

/** The files that are to get a pull request, with the job in each. */
export const guarded = {
  ".github/workflows/ci.yml": "build",
  ".github/workflows/matrix.yml": "test",
  ".github/workflows/package.yml": "package",
} as const;

/** What every run calls, and the second in which it does: while installing, or while testing. */
const calls: readonly AgentLine[] = [
  resolved("packages.example.org", "104.16.0.34", 19),
  called("packages.example.org", "104.16.0.34", { after: 20, process: "npm" }),
  called("github.com", "140.82.112.3", { after: 30, process: "git-remote-https" }),
  called("api.example.org", "203.0.113.9", { after: 120, process: "node" }),
];

/** Adds a repository `octo-org/NAME` with the three workflows, for all of which a pull request may be open. */
export function addScenarioRepository(
  github: FakeGitHub,
  {
    installationId,
    owner = "octo-org",
    name = "octo-repo",
  }: { readonly installationId: number; readonly owner?: string; readonly name?: string },
): FakeRepository {
  return github.addRepository({
    owner,
    name,
    installationId,
    files: { ...workflows, "README.md": "# Example\n", [settingsPath]: "pull-request: {open-at-most: 3}\n" },
    collaborators: { maintainer: "maintain", reader: "read" },
  });
}

/** The runs of one workflow file, apart enough that twenty of them show enough for a proposal. Run 0 is the oldest. */
export interface RunSeries {
  readonly path: keyof typeof workflows;
  readonly count: number;
  /** The rank of the first run in time. */
  readonly from?: number;
  /** When run 0 began, ms since 1970. */
  readonly since?: number;
  /** Hours between two runs. */
  readonly every?: number;
  /** What the runs call besides the usual. */
  readonly extra?: readonly AgentLine[];
  /** Lines of output before the record, to make a log as long as real ones. */
  readonly filler?: readonly string[];
}

export function addRuns(github: FakeGitHub, repository: FakeRepository, series: RunSeries): Run[] {
  const {
    path,
    count,
    from = 0,
    since = Date.UTC(2026, 6, 1, 8),
    every = 18,
    extra = [],
    filler = [],
  } = series;
  return Array.from({ length: count }, (_, index) => {
    const start = new Date(Math.round(since + (from + index) * every * 3_600_000))
      .toISOString()
      .replace(".000Z", "Z");
    const id = 30_000_000_000 + Object.keys(workflows).indexOf(path) * 100_000 + from + index;
    const log = {
      repository: `${repository.owner}/${repository.name}`,
      runId: id,
      agent: [...calls, ...extra],
      steps: [["npm ci"], ["npm test", ...filler]],
    };
    const sha = repository.head() ?? "";
    const callee = "octo-org/octo-repo/.github/workflows/package.yml".replace("octo-repo", repository.name);
    const jobs = {
      ".github/workflows/ci.yml": () => [
        guardedJob({ name: "build", start, guardStep: "Harden the runner", log }),
      ],
      ".github/workflows/matrix.yml": () =>
        ["test (20)", "test (24)"].map((name) =>
          guardedJob({ name, start, guardStep: "Harden the runner", log }),
        ),
      ".github/workflows/release.yml": () => [
        guardedJob({
          name: "release / package",
          start,
          guardStep: "Harden the runner",
          log: { ...log, uses: `${callee}@refs/heads/main (${sha})` },
        }),
      ],
      ".github/workflows/package.yml": () => [],
    }[path]();
    return github.addRun({
      repository,
      id,
      path,
      event: "push",
      headSha: sha,
      createdAt: start,
      runStartedAt: start,
      actor: "maintainer",
      referencedWorkflows: path.endsWith("release.yml")
        ? [{ path: `${callee}@refs/heads/main`, sha, ref: "refs/heads/main" }]
        : [],
      jobs,
    });
  });
}
