import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Finding } from "../../../domain/guard/check/finding.ts";

/** The findings of one file, the path as it was given or found. */
export interface CheckedFile {
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** Findings as SARIF 2.1.0, the format that code scanning takes. `rules` describes every rule there is, by its id. */
export function formatSarif(
  files: readonly CheckedFile[],
  rules: Readonly<Record<string, string>>,
  version: string,
): string {
  const descriptors: ReportingDescriptor[] = Object.entries(rules).map(([id, text]) => ({
    id,
    shortDescription: { text },
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
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A relative path as a relative URI; code scanning resolves it against the repository's root. */
function toUri(path: string): string {
  const relative = path.replaceAll("\\", "/").replace(/^\.\//, "");
  return relative.split("/").map(encodeURIComponent).join("/");
}
