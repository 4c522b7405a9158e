import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { checkText } from "../../domain/guard/check/check.ts";
import { rules } from "../../domain/guard/check/rules.ts";
import { findWorkflows } from "../cli/offline/find-workflows.ts";
import { readWorkflow } from "../cli/offline/read-workflow.ts";
import { formatSarif } from "../cli/offline/sarif.ts";
import { readVersion } from "../cli/shared/version.ts";
import { annotate, type Environment, readInput, setOutput } from "./runner.ts";

const kinds = { error: "error", warning: "warning", note: "notice" } as const;

/**
 * The mode `check`: annotations for every finding, and SARIF in a file for `codeql-action/upload-sarif`. Fails where there is an error, or
 * no guard step to check.
 */
export function check(env: Environment): boolean {
  const workspace = env.GITHUB_WORKSPACE ?? ".";
  const { files } = findWorkflows(join(workspace, readInput(env, "path")));
  const checked = files.map((file) => ({
    // Code scanning and annotations name files from the repository's root on.
    path: relative(workspace, file).replaceAll("\\", "/"),
    ...checkText(readWorkflow(file).text),
  }));
  const sarif = join(env.RUNNER_TEMP ?? workspace, "egress.sarif");
  writeFileSync(sarif, formatSarif(checked, rules, readVersion()));
  setOutput(env, "sarif", sarif);
  for (const { path: file, findings } of checked)
    for (const { severity, message, line, column, rule } of findings)
      annotate(kinds[severity], message, { file, line, column, title: rule });
  const guards = checked.reduce((sum, one) => sum + one.guards, 0);
  const findings = checked.flatMap((one) => one.findings);
  process.stdout.write(
    `checked ${checked.length} workflow files, ${guards} guard steps: ${findings.length} findings\n`,
  );
  if (guards + findings.length === 0) {
    annotate("error", "There is no guard step to check (step with Harden-Runner) in any workflow file.");
    return false;
  }
  return !findings.some(({ severity }) => severity === "error");
}
