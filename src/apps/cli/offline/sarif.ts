import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Finding, Severity } from "../../../domain/guard/check/finding.ts";
import type { RuleText } from "../../../domain/guard/check/rules.ts";
import { toJsonText } from "../shared/terminal.ts";

/** The findings of one file, the path as it was given or found. */
export interface CheckedFile {
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** As code scanning names them. */
const problemSeverities = {
  error: "error",
  warning: "warning",
  note: "recommendation",
} as const satisfies Record<Severity, string>;

/** Findings as SARIF 2.1.0, the format that code scanning takes. `rules` describes every rule there is, by its id. */
export function formatSarif(
  files: readonly CheckedFile[],
  rules: Readonly<Record<string, RuleText>>,
  version: string,
): string {
  const descriptors: ReportingDescriptor[] = Object.entries(rules).map(([id, { what, help, severity }]) => ({
    id,
    shortDescription: { text: what },
    fullDescription: { text: `${what}. ${help}` },
    help: { text: help, markdown: help },
    defaultConfiguration: { level: severity },
    properties: { "problem.severity": problemSeverities[severity], precision: "high", tags: ["security"] },
  }));
  const ruleIds = Object.keys(rules);
  const results: Result[] = files.flatMap(({ path, findings }) =>
    findings.map(({ rule, severity, message, line, column }) => ({
      ruleId: rule,
      ruleIndex: ruleIds.indexOf(rule),
      level: severity,
      message: { text: message },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: toUri(path) },
            region: { startLine: line, startColumn: column },
          },
        },
      ],
    })),
  );
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "egress", semanticVersion: version, rules: descriptors } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${toJsonText(log, 2)}\n`;
}

/** A relative path as a relative URI; code scanning resolves it against the repository's root. */
function toUri(path: string): string {
  const relative = path.replaceAll("\\", "/").replace(/^\.\//, "");
  return relative.split("/").map(encodeURIComponent).join("/");
}
