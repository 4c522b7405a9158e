import { expect, test } from "vitest";
import { findDependencyChanges } from "../../../src/domain/baseline/dependency-changes.ts";

const workflow = ".github/workflows/ci.yml";

test.each<[string, readonly string[] | null, boolean]>([
  ["package-lock.json", [], true],
  ["packages/web/package.json", ["+x"], true],
  ["go.sum", null, true],
  ["Gemfile.lock", [], true],
  ["requirements.txt", [], true],
  ["requirements-dev.txt", [], true],
  ["ci/test_requirements.in", [], true],
  ["docs/dev-requirements.txt", [], true],
  ["Dockerfile", [], true],
  ["build/app.Dockerfile", [], true],
  ["Dockerfile.test", [], true],
  ["docker-compose.ci.yml", [], true],
  ["app/build.gradle.kts", [], true],
  ["src/App/App.csproj", [], true],
  ["vendor/github.com/octo/lib/lib.go", [], true],
  ["third_party/lib/a.c", [], true],
  ["src/index.ts", [], false],
  ["README.md", ["npm install"], false],
  ["docs/requirements.md", [], false],
  ["myvendor/a.go", [], false],
  [workflow, ["      - run: npm test"], false],
  [workflow, ["      - uses: octo-org/octo-action@v2"], true],
  [workflow, ["    uses: octo-org/octo-repo/.github/workflows/called.yml@main"], true],
  [workflow, ['      - "uses": octo-org/octo-action@v2'], true],
  [workflow, ["      - uses: step-security/harden-runner@v2.21.1"], false],
  [
    workflow,
    ["      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1"],
    false,
  ],
  [workflow, ["      - uses: 'Step-Security/Harden-Runner@v2.13.0'"], false],
  [
    workflow,
    ["      - uses: step-security/harden-runner@0123456789abcdef0123456789abcdef01234567 # v2.21.1"],
    true,
  ],
  [workflow, ["      - uses: step-security/harden-runner@rc"], true],
  [workflow, ["      - uses: octo-org/harden-runner@v2.21.1"], true],
  [workflow, ["      - run: echo uses: nothing"], false],
  [workflow, null, true],
  ["action.yml", ["    - uses: octo-org/octo-action@v2"], true],
  [".github/actions/setup/action.yaml", ["  - uses: octo-org/octo-action@v2"], true],
  [".github/workflows/notes/uses.md", ["- uses: x"], false],
])("%s with %j", (path, lines, expected) => {
  expect(findDependencyChanges([{ path, lines }])).toEqual(expected ? [path] : []);
});

test("names each path once, sorted", () => {
  const changes = ["go.sum", "a.ts", "go.mod", "go.sum"].map((path) => ({ path, lines: [] }));
  expect(findDependencyChanges(changes)).toEqual(["go.mod", "go.sum"]);
});
