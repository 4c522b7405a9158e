import { type Checked, checkText } from "../../../domain/guard/check/check.ts";
import type { Severity } from "../../../domain/guard/check/finding.ts";
import { listExactHosts } from "../../../domain/guard/check/list-exact-hosts.ts";
import type { Resolutions } from "../../../domain/guard/check/resolutions.ts";
import { rules } from "../../../domain/guard/check/rules.ts";
import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { findRoot } from "../shared/repository-here.ts";
import { paint, plain, toJsonText } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readVersion } from "../shared/version.ts";
import { findWorkflows } from "./find-workflows.ts";
import { readWorkflow } from "./read-workflow.ts";
import { formatSarif } from "./sarif.ts";

const help = `usage: egress check [FILE_OR_DIR…] [--resolve] [--format text|json|sarif]

Finds the guard steps (steps that use Harden-Runner) of workflow files that will not do what their author thinks. Of a
directory the files in every .github/workflows below it are checked; without one, the repository at hand. What was
looked at is said on standard error.

  --resolve       ask DNS (DNS_SERVERS, else 8.8.8.8 and 1.1.1.1) whether the listed hosts resolve
  --format text   file:line:col: severity rule message (default)
  --format json   one JSON object per finding and line
  --format sarif  SARIF 2.1.0, for code scanning
  --json          the same as --format json
  --rules         every rule with what it means
  -h, --help      this text
  -v, --version   the version

A comment on the line of a finding, or on the line above it, suppresses it and says why:
  # egress-check: ignore RULE REASON
For an entry of a list over several lines it stands on the line of the list's key, or above that.

exit code: 1 if there is an error, or nothing to check (a directory without a guard step in any workflow file),
0 otherwise
`;

const formats = ["text", "json", "sarif"] as const;

/** Up to so many findings are not counted by rule. */
const fewFindings = 10;

type CheckedFile = Checked & { readonly path: string };

/** `egress check`. */
export async function runCheck(args: readonly string[]): Promise<number> {
  const { flags, values, positionals } = parseArguments("check", args, {
    format: { type: "string" },
    json: { type: "boolean" },
    resolve: { type: "boolean" },
    rules: { type: "boolean" },
  });
  if (answerCommon(flags, help)) return 0;
  if (flags.has("rules")) {
    process.stdout.write(listRules());
    return 0;
  }
  const format = readFormat(flags.has("json") ? "json" : (values.get("format") ?? "text"));
  const paths = positionals.length === 0 ? [findRoot()] : positionals.map(({ value }) => value);
  const named = paths.map((path) => ({ path, ...findWorkflows(path) }));
  const texts = [...new Set(named.flatMap(({ files }) => files))].map((path) => ({
    path,
    text: readWorkflow(path).text,
  }));
  const resolutions = flags.has("resolve") ? await resolveAll(texts.map(({ text }) => text)) : undefined;
  const files = texts.map(({ path, text }): CheckedFile => ({ path, ...checkText(text, resolutions) }));
  process.stdout.write(formatFindings(files, format));
  const empty = named.filter(
    ({ isDirectory, files: found }) =>
      isDirectory &&
      !files.some(({ path, guards, findings }) => found.includes(path) && guards + findings.length > 0),
  );
  if (empty.length < named.length) process.stderr.write(`egress: ${summarize(files)}\n`);
  const counts = countRules(files);
  if (counts.length > 0) process.stderr.write(`egress: by rule: ${counts.join(", ")}\n`);
  for (const { path, files: found } of empty) {
    const what =
      found.length === 0
        ? "no workflow file (.github/workflows/*.yml)"
        : `no step uses Harden-Runner in its ${counted(found.length, "workflow file")}; add it as the first step of a job, with egress-policy: audit`;
    process.stderr.write(`egress: nothing to check in ${plain(path)}: ${what}\n`);
  }
  const hasError = files.some(({ findings }) => findings.some(({ severity }) => severity === "error"));
  return hasError || empty.length > 0 ? 1 : 0;
}

function readFormat(text: string): (typeof formats)[number] {
  const format = formats.find((name) => name === text);
  if (format === undefined) throw new UsageError(`check: --format is one of ${formats.join(", ")}`);
  return format;
}

/** Asks DNS for every host of the lists. What does so is loaded only where it is asked for. */
async function resolveAll(texts: readonly string[]): Promise<Resolutions> {
  const { resolveListed } = await import("./resolve-listed.ts");
  return resolveListed([...new Set(texts.flatMap(listExactHosts))]);
}

function formatFindings(files: readonly CheckedFile[], format: (typeof formats)[number]): string {
  switch (format) {
    case "sarif":
      return formatSarif(files, rules, readVersion());
    case "json":
      return files
        .flatMap(({ path, findings }) =>
          findings.map((finding) => `${toJsonText({ file: path, ...finding })}\n`),
        )
        .join("");
    case "text":
      return files
        .flatMap(({ path, findings }) =>
          findings.map(
            ({ line, column, severity, rule, message }) =>
              `${plain(path)}:${line}:${column}: ${paint(colors[severity], severity)} ${rule} ${plain(message)}\n`,
          ),
        )
        .join("");
  }
}

const colors = { error: "red", warning: "yellow", note: "cyan" } as const satisfies Record<Severity, string>;

/** What was looked at, and how many findings there are of each kind. */
function summarize(files: readonly CheckedFile[]): string {
  const count = (severity: Severity): number =>
    files.reduce((sum, { findings }) => sum + findings.filter((one) => one.severity === severity).length, 0);
  const found = (["error", "warning", "note"] as const).flatMap((severity) =>
    count(severity) === 0 ? [] : [counted(count(severity), severity)],
  );
  const ignored = files.reduce((sum, file) => sum + file.ignored, 0);
  const guards = files.reduce((sum, file) => sum + file.guards, 0);
  const findings = found.length === 0 ? "no findings" : found.join(", ");
  const suppressed = ignored === 0 ? "" : ` (${counted(ignored, "finding")} suppressed by comments)`;
  return `checked ${counted(files.length, "file")}, ${counted(guards, "guard step")}: ${findings}${suppressed}`;
}

/** How often each rule found something, the most frequent first; nothing where they are few enough to be read. */
function countRules(files: readonly CheckedFile[]): readonly string[] {
  const found = files.flatMap(({ findings }) => findings.map(({ rule }) => rule));
  if (found.length <= fewFindings) return [];
  const counts = new Map<string, number>();
  for (const rule of found) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([rule, count]) => `${rule} ${count}`);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function listRules(): string {
  return Object.entries(rules)
    .map(([id, { what, help: means, severity }]) => `${id} (${severity})\n  ${what}.\n  ${means}\n`)
    .join("\n");
}
