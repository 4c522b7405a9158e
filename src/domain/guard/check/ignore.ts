import { isScalar, visit } from "yaml";
import type { WorkflowFile } from "../../workflow/workflow-file.ts";
import type { Finding } from "./finding.ts";
import { rules } from "./rules.ts";

/** A comment `# egress-check: ignore RULE REASON`. */
interface Ignore {
  readonly rule: string;
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

const comment = /#[ \t]*egress-check:[ \t]*ignore\b[ \t]*([\w-]*)[ \t]*(.*)$/;

/**
 * Leaves out the findings that comments suppress: a comment on the line of a finding, or in the comment lines right above it; for what
 * stands in a text of several lines, such as a list, on or above the line on which the text begins. Comments that suppress nothing for
 * want of a rule or a reason, or of a finding where the findings are of the whole file, are findings themselves.
 */
export function applyIgnores(
  file: Pick<WorkflowFile, "text" | "root" | "positionOf">,
  found: readonly Finding[],
  { isWhole }: { readonly isWhole: boolean },
): { readonly findings: readonly Finding[]; readonly ignored: number } {
  if (!/egress-check:/.test(file.text)) return { findings: found, ignored: 0 };
  const blocks = findLongTexts(file);
  const lines = file.text.split("\n");
  const ignores = readIgnores(lines, blocks);
  const used = new Set<Ignore>();
  const findings = found.filter(({ rule, line }) => {
    const places = [
      line,
      ...blocks.filter((block) => block.first < line && line <= block.last).map(({ first }) => first),
    ];
    const ignore = ignores.find(
      (one) => one.rule === rule && one.reason !== "" && places.some((place) => isAt(one.line, place, lines)),
    );
    if (ignore !== undefined) used.add(ignore);
    return ignore === undefined;
  });
  const bad = ignores.flatMap((ignore): Finding[] => {
    const message = used.has(ignore) ? null : describeBad(ignore, isWhole);
    const { line, column } = ignore;
    return message === null ? [] : [{ rule: "bad-ignore", severity: "warning", message, line, column }];
  });
  return {
    findings: [...findings, ...bad].sort((a, b) => a.line - b.line || a.column - b.column),
    ignored: found.length - findings.length,
  };
}

function describeBad({ rule, reason }: Ignore, isWhole: boolean): string | null {
  if (!Object.hasOwn(rules, rule))
    return `there is no rule ${JSON.stringify(rule)}; write # egress-check: ignore RULE REASON`;
  if (reason === "") return `no reason is given; write # egress-check: ignore ${rule} REASON`;
  return isWhole ? `there is no finding ${rule} here; the comment can go` : null;
}

/** Whether a comment's line is a place, or one of the comment lines right above it. */
function isAt(commentLine: number, place: number, lines: readonly string[]): boolean {
  if (commentLine > place) return false;
  return lines.slice(commentLine - 1, place - 1).every((line) => line.trimStart().startsWith("#"));
}

function readIgnores(lines: readonly string[], blocks: readonly LongText[]): readonly Ignore[] {
  return lines.flatMap((text, index): Ignore[] => {
    const match = comment.exec(text);
    const line = index + 1;
    // Within a text of several lines a # begins no comment.
    if (match === null || blocks.some(({ first, last }) => first < line && line <= last)) return [];
    return [{ rule: match[1] ?? "", reason: (match[2] ?? "").trim(), line, column: match.index + 1 }];
  });
}

/** A text of several lines. */
interface LongText {
  readonly first: number;
  readonly last: number;
}

function findLongTexts({ root, positionOf }: Pick<WorkflowFile, "root" | "positionOf">): readonly LongText[] {
  const found: LongText[] = [];
  visit(root, {
    Scalar(_, node) {
      if (!isScalar(node) || !node.range) return;
      const [start, end] = node.range;
      const [first, last] = [positionOf(start).line, positionOf(Math.max(start, end - 1)).line];
      if (last > first) found.push({ first, last });
    },
  });
  return found;
}
