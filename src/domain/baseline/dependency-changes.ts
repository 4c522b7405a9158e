import { isKnownRelease } from "./recorded-by.ts";

// Manifests and lock files of package managers, by name in lower case; what they name is fetched and often run.
const names: ReadonlySet<string> = new Set([
  ".gitmodules",
  ".npmrc",
  ".pnp.cjs",
  ".pnp.js",
  ".pre-commit-config.yaml",
  ".tool-versions",
  ".yarnrc.yml",
  "brewfile",
  "brewfile.lock.json",
  "build.sbt",
  "bun.lock",
  "bun.lockb",
  "cargo.lock",
  "cargo.toml",
  "cartfile",
  "cartfile.resolved",
  "composer.json",
  "composer.lock",
  "conanfile.py",
  "conanfile.txt",
  "deno.json",
  "deno.jsonc",
  "deno.lock",
  "directory.build.props",
  "directory.packages.props",
  "environment.yaml",
  "environment.yml",
  "flake.lock",
  "flake.nix",
  "gemfile",
  "gemfile.lock",
  "go.mod",
  "go.sum",
  "go.work",
  "go.work.sum",
  "gradle-wrapper.properties",
  "gradle.lockfile",
  "libs.versions.toml",
  "manifest.toml",
  "maven-wrapper.properties",
  "meson.build",
  "mise.toml",
  "mix.exs",
  "mix.lock",
  "module.bazel",
  "module.bazel.lock",
  "npm-shrinkwrap.json",
  "nuget.config",
  "package-lock.json",
  "package.json",
  "package.resolved",
  "package.swift",
  "packages.config",
  "packages.lock.json",
  "pdm.lock",
  "pipfile",
  "pipfile.lock",
  "pixi.lock",
  "pixi.toml",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "podfile",
  "podfile.lock",
  "poetry.lock",
  "pom.xml",
  "project.toml",
  "pubspec.lock",
  "pubspec.yaml",
  "pyproject.toml",
  "rebar.config",
  "rebar.lock",
  "renv.lock",
  "settings.gradle",
  "settings.gradle.kts",
  "setup.cfg",
  "setup.py",
  "stack.yaml",
  "stack.yaml.lock",
  "uv.lock",
  "vcpkg.json",
  "verification-metadata.xml",
  "workspace",
  "workspace.bazel",
  "yarn.lock",
]);
const patterns: readonly RegExp[] = [
  /(?:^|[._-])requirements(?:[._-][^/]{0,60})?\.(?:txt|in)$/,
  /^constraints(?:[._-][^/]{0,60})?\.txt$/,
  /(?:^|\.)(?:docker|container)file(?:\.|$)/,
  /^(?:docker-)?compose(?:\.[^/]{0,60})?\.ya?ml$/,
  /\.(?:gradle|gradle\.kts|gemspec|podspec|csproj|fsproj|vbproj|cabal|nimble|rockspec)$/,
];
/** Folders that hold the code of others. */
const vendored = /(?:^|\/)(?:vendor|node_modules|third[_-]party|\.yarn)\//;
/** A step or a job of another repository, in a workflow or in an action of the repository's own. */
const uses = /^\s*(?:-\s+)?["']?uses["']?\s*:\s*["']?([^\s"'#]*)/;
const workflowOrAction = /(?:^|\/)(?:\.github\/workflows\/[^/]+|action)\.ya?ml$/;

/** A changed file, with the lines that were added or removed; null where these are not known. */
interface Change {
  readonly path: string;
  readonly lines: readonly string[] | null;
}

/** The paths, each once and sorted, by whose change other people's code may have come in: a dependency or an action. */
export function findDependencyChanges(changes: readonly Change[]): readonly string[] {
  return [...new Set(changes.filter(mayBringCode).map(({ path }) => path))].sort();
}

function mayBringCode({ path, lines }: Change): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (names.has(name) || vendored.test(path) || patterns.some((pattern) => pattern.test(name))) return true;
  return workflowOrAction.test(path) && (lines === null || lines.some(bringsAction));
}

/** Whether a line uses an action, but for a release of Harden-Runner that is known: a job that comes to block may move to it. */
function bringsAction(line: string): boolean {
  const [, action] = uses.exec(line) ?? [];
  return action !== undefined && !isKnownRelease(action);
}
