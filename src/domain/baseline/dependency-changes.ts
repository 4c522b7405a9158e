import { readAllowedEntry } from "../endpoint/entry.ts";
import tools from "./dependency-files.json" with { type: "json" };
import { isKnownRelease } from "./recorded-by.ts";

/** Files in which a tool says what it fetches or runs, by name in lower case. */
const names: ReadonlySet<string> = new Set(tools.flatMap((tool) => tool.names));
/** Names that are alike in many tools, in lower case. */
const patterns: readonly RegExp[] = [
  // Lock files: `yarn.lock`, `package-lock.json`, `lock.json`, `.terraform.lock.hcl`, `conda-lock.yml`.
  /(?:^|[._-])lock(?:file)?(?:[._-]|$)/,
  /\.lockfile$/,
  /(?:^|[._-])requirements(?:[._-][^/]{0,60})?\.(?:txt|in)$/,
  /^constraints(?:[._-][^/]{0,60})?\.txt$/,
  /^(?:manifest-v[0-9.]{1,10}|pylock\.[^/]{1,60})\.toml$/,
  /(?:^|\.)(?:docker|container)file(?:\.|$)/,
  /^(?:docker-)?compose(?:\.[^/]{0,60})?\.ya?ml$/,
  /^(?:install|setup|bootstrap)(?:[._-][^/]{0,60})?\.(?:sh|bash|ps1)$/,
  /\.(?:gradle|gradle\.kts|versions\.toml|gemspec|podspec|csproj|fsproj|vbproj|cabal|nimble|rockspec|opam|sbt|mk|cmake|whl|jar|tgz)$/,
];
/** Folders with what others wrote, or what was built of it; and a folder of pip's requirement files, Gradle's settings, or a repository's own actions. */
const folders = [
  /(?:^|\/)(?:vendor|node_modules|third[_-]party|\.yarn|\.mvn|\.cargo|\.devcontainer)\//,
  /(?:^|\/)requirements\/[^/]{1,100}\.(?:txt|in)$/,
  /(?:^|\/)gradle\/[^/]{1,100}\.(?:toml|gradle|kts)$/,
  /(?:^|\/)dist\/[^/]{1,100}\.[cm]?js$/,
  /^\.github\/actions\//,
] as const;
/** A step or a job of another repository, in a workflow or in an action of the repository's own. */
const uses = /^\s*(?:-\s+)?["']?uses["']?\s*:\s*["']?([^\s"'#]*)/;
const workflowOrAction = /(?:^|\/)(?:\.github\/workflows\/[^/]+|action)\.ya?ml$/;
/** What a guard step's list and policy are written in, which the pull requests of the bot itself change. */
const guardInput =
  /^\s*(?:egress-policy\s*:\s*["']?(?:audit|block)\b|allowed-endpoints\s*:|(?:use-)?policy(?:-store)?\s*:|permissions\s*:\s*$|[a-z-]+\s*:\s*(?:read|write|none)\s*$)/;

/** A changed file, with the lines that were added or removed; null where these are not known. */
interface Change {
  readonly path: string;
  readonly lines: readonly string[] | null;
}

/** The paths, each once and sorted, by whose change other people's code may have come in: a dependency, an action, or what a job runs. */
export function findDependencyChanges(changes: readonly Change[]): readonly string[] {
  return [...new Set(changes.filter(mayBringCode).map(({ path }) => path))].sort();
}

function mayBringCode({ path, lines }: Change): boolean {
  if (workflowOrAction.test(path)) return lines === null || lines.some(isTelling);
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return (
    names.has(name) ||
    folders.some((folder) => folder.test(path)) ||
    patterns.some((pattern) => pattern.test(name))
  );
}

/**
 * Whether a line of a workflow says anything of what a job runs: not a comment, and not what a pull request of the bot writes: entries of
 * a list, a policy, or a release of Harden-Runner that is known.
 */
function isTelling(line: string): boolean {
  const text = line.trim();
  if (text === "" || (text.startsWith("#") && !text.startsWith("#!"))) return false;
  const [, action] = uses.exec(line) ?? [];
  if (action !== undefined) return !isKnownRelease(action);
  return !guardInput.test(line) && !text.split(/ +/).every(isEntry);
}

function isEntry(text: string): boolean {
  return text.includes(":") && ["host", "wildcard"].includes(readAllowedEntry(text).kind);
}
