import { describe, expect, test } from "vitest";
import { findDependencyChanges } from "../../../src/domain/baseline/dependency-changes.ts";
import tools from "../../../src/domain/baseline/dependency-files.json" with { type: "json" };

const workflow = ".github/workflows/ci.yml";

function isChange(path: string, lines: readonly string[] | null = ["x"]): boolean {
  const found = findDependencyChanges([{ path, lines }]);
  expect(found).toEqual(found.length === 0 ? [] : [path]);
  return found.length === 1;
}

describe("by its name a file counts as one by which other people's code comes in", () => {
  // What a reviewer of the table before this one found, of real repositories; and names of the same kinds.
  test.each([
    ...[
      "requirements/base.txt",
      "requirements/dev.in",
      ".mvn/extensions.xml",
      ".mvn/wrapper/maven-wrapper.jar",
    ],
    ...["gradle/wrapper/gradle-wrapper.jar", "gradle/plugins.toml", ".terraform.lock.hcl", "main.tf"],
    ...["Chart.lock", "buf.lock", "bower.json", "elm.json", "shard.lock", "cpanfile.snapshot"],
    ...["Manifest-v1.11.toml", "cabal.project.freeze", "opam.locked", "aqua.yaml", "devbox.lock"],
    ...[
      ".node-version",
      ".nvmrc",
      ".python-version",
      ".ruby-version",
      "rust-toolchain.toml",
      "dist/index.js",
    ],
    ...["Makefile", "install.sh", "tox.ini", "noxfile.py", "conda-lock.yml", "pylock.toml", "deps.edn"],
    ...["project.clj", "global.json", "dotnet-tools.json", ".config/dotnet-tools.json", "paket.lock"],
    ...["Package.swift", "Gopkg.lock", "glide.lock", "jsr.json", "bunfig.toml", ".yarnrc", ".npmrc"],
    ...["lerna.json", "ansible/requirements.yml", "collections/requirements.yml", ".pre-commit-config.yml"],
    ...["renovate.json", "Earthfile", "pnpmfile.cjs", ".pnpmfile.cjs", "lock.json", "packages/a/deno.lock"],
    ...["go.mod", "go.sum", "package-lock.json", "packages/web/package.json", "Gemfile.lock", "uv.lock"],
    ...["requirements.txt", "requirements-dev.txt", "ci/test_requirements.in", "docs/dev-requirements.txt"],
    ...["constraints-3.12.txt", "Dockerfile", "build/app.Dockerfile", "Dockerfile.test", "Containerfile"],
    ...["docker-compose.ci.yml", "compose.yaml", "app/build.gradle.kts", "gradle/libs.versions.toml"],
    ...["src/App/App.csproj", "vendor/github.com/octo/lib/lib.go", "third_party/lib/a.c", "pylock.dev.toml"],
    ...["tools/tool.jar", "wheels/a-1.0-py3-none-any.whl", "setup.ps1", "bootstrap-ci.sh", "flake.lock"],
    ...[".github/actions/setup/index.js", ".cargo/config.toml", ".devcontainer/devcontainer.json"],
    ...["PACKAGE-LOCK.JSON", "gradle.lockfile", "a/.yarn/releases/yarn-4.cjs", "WORKSPACE", "yarn.lock"],
  ])("%s", (path) => {
    expect(isChange(path)).toBe(true);
  });

  test.each([
    ...["src/index.ts", "README.md", "docs/requirements.md", "myvendor/a.go", "clock.ts"],
    ...[
      "src/block.go",
      "blockchain.py",
      "docs/setup.md",
      "src/requirements.ts",
      "unlocked.txt",
      "distance.js",
    ],
    ...[".github/workflows/notes/uses.md", "docs/makefile.md", "src/gradle/Main.java", "test/package.ts"],
  ])("and %s does not", (path) => {
    expect(isChange(path)).toBe(false);
  });

  test("every tool of the table has a source and names in lower case", () => {
    for (const { names, source } of tools) {
      expect(source).toMatch(/^https:\/\//);
      expect(names).toEqual(names.map((name) => name.toLowerCase()).sort());
    }
    const all = tools.flatMap(({ names }) => names);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("of a workflow or an action every line counts but comments and what the bot writes", () => {
  test.each([
    "      - uses: octo-org/octo-action@v2",
    "    uses: octo-org/octo-repo/.github/workflows/called.yml@main",
    '      - "uses": octo-org/octo-action@v2',
    "          - {uses: evil/action@v1}",
    "      - { name: x, uses: evil/action@v1 }",
    "      ? uses",
    "      - run: npm test",
    "      - run: npx evil@2",
    "      - run: pip install evil==2",
    "    container: evil:latest",
    "        image: evil/redis:latest",
    "        node-version: 25",
    "#!/usr/bin/env node",
    "      - run: echo uses: nothing",
    "          curl https://evil.example",
    "      - uses: step-security/harden-runner@0123456789abcdef0123456789abcdef01234567 # v2.21.1",
    "      - uses: step-security/harden-runner@rc",
    "      - uses: octo-org/harden-runner@v2.21.1",
    "          disable-sudo: false",
    "          egress-policy: ${{ inputs.policy }}",
  ])("%j is told", (line) => {
    expect(isChange(workflow, [line])).toBe(true);
    expect(isChange("action.yml", [line])).toBe(true);
  });

  test.each([
    "",
    "      # a comment, uses: evil/action@v1",
    "          egress-policy: block",
    "          egress-policy: audit # for now",
    "          allowed-endpoints: >",
    "            registry.npmjs.org:443",
    "            *.example.org:443 a.example.org:80",
    "          policy: egress-bot-octo-repo-ci-build",
    "      id-token: write",
    "    permissions:",
    "      - uses: step-security/harden-runner@v2.21.1",
    "      - uses: step-security/harden-runner@e14015d583714f6e62063499dc959a02595150a1 # v2.21.1",
    "      - uses: 'Step-Security/Harden-Runner@v2.13.0'",
  ])("%j is not", (line) => {
    expect(isChange(workflow, [line])).toBe(false);
  });

  test("one whose lines GitHub does not give is told", () => {
    expect(isChange(workflow, null)).toBe(true);
    expect(isChange(".github/actions/setup/action.yaml", null)).toBe(true);
  });
});

test("names each path once, sorted", () => {
  const changes = ["go.sum", "a.ts", "go.mod", "go.sum"].map((path) => ({ path, lines: [] }));
  expect(findDependencyChanges(changes)).toEqual(["go.mod", "go.sum"]);
});
