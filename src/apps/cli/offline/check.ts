import { checkWorkflow } from "../../../domain/guard/check/check.ts";
import type { Severity } from "../../../domain/guard/check/finding.ts";
import { rules } from "../../../domain/guard/check/rules.ts";
import { parseArguments } from "../shared/arguments.ts";
import { paint, plain } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readVersion } from "../shared/version.ts";
import { findWorkflows } from "./find-workflows.ts";
import { readWorkflow } from "./read-workflow.ts";
import { type CheckedFile, formatSarif } from "./sarif.ts";

const help = `usage: egress check FILE_OR_DIR… [--format text|json|sarif]

Finds the guard steps of workflow files that will not do what their author thinks.

  --format text   file:line:col: severity rule message (default)
  --format json   one JSON object per finding and line
  --format sarif  SARIF 2.1.0, for code scanning
  --json          the same as --format json
  -h, --help      this text

exit code: 1 if there is an error, 0 otherwise
`;

const formats = ["text", "json", "sarif"] as const;

/** `egress check`. */
export function runCheck(args: readonly string[]): number {
  const { flags, values, positionals } = parseArguments("check", args, {
    format: { type: "string" },
    json: { type: "boolean" },
  });
  if (flags.has("help")) {
    process.stdout.write(help);
    return 0;
  }
  const format = readFormat(flags.has("json") ? "json" : (values.get("format") ?? "text"));
  if (positionals.length === 0)
    throw new UsageError("check: name a workflow file or a directory; see egress check --help");
  const paths = new Set(positionals.flatMap(({ value }) => findWorkflows(value)));
  const files = [...paths].map(
    (path): CheckedFile => ({ path, findings: checkWorkflow(readWorkflow(path).text) }),
  );
  process.stdout.write(formatFindings(files, format));
  return files.some(({ findings }) => findings.some(({ severity }) => severity === "error")) ? 1 : 0;
}

function readFormat(text: string): (typeof formats)[number] {
  const format = formats.find((name) => name === text);
  if (format === undefined) throw new UsageError(`check: --format is one of ${formats.join(", ")}`);
  return format;
}

function formatFindings(files: readonly CheckedFile[], format: (typeof formats)[number]): string {
  switch (format) {
    case "sarif":
      return formatSarif(files, rules, readVersion());
    case "json":
      return files
        .flatMap(({ path, findings }) =>
          findings.map((finding) => `${JSON.stringify({ file: path, ...finding })}\n`),
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
