import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vitest/node";

/** A text that stands in the code, without what is put into it. */
export interface Literal {
  readonly text: string;
  /** Starts at 1. */
  readonly line: number;
}

interface AstNode {
  readonly type: string;
  readonly start: number;
}

/** By which something is said in the log, for whoever runs the bot. */
const logMethods: ReadonlySet<string> = new Set(["debug", "error", "info", "warn"]);
/** By which zod takes the description of a setting, which editors show. */
const descriptions = "meta";

/**
 * Reads the texts of a TypeScript file that may be put before people: all but those in types and imports, in errors, in what is
 * logged, and in the descriptions of a schema.
 */
export function readLiterals(folder: string, file: string): readonly Literal[] {
  const code = readFileSync(join(folder, file), "utf8");
  return findLiterals(code);
}

/** The same for code. */
export function findLiterals(code: string): readonly Literal[] {
  const found: Literal[] = [];
  visit(parseAst(code, { lang: "ts" }).body);
  return found;

  function visit(value: unknown): void {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value) || isSkipped(value)) return;
    const text = textOf(value);
    if (text !== null) found.push({ text, line: code.slice(0, value.start).split("\n").length });
    for (const child of Object.values(value)) if (typeof child === "object") visit(child);
  }
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** The parts of a template are joined by a sign that is no letter. */
function textOf(node: AstNode): string | null {
  if (node.type === "Literal" && "value" in node && typeof node.value === "string") return node.value;
  if (node.type !== "TemplateLiteral" || !("quasis" in node) || !Array.isArray(node.quasis)) return null;
  return node.quasis.map((part: { readonly value: { readonly raw: string } }) => part.value.raw).join("…");
}

function isSkipped(node: AstNode): boolean {
  if (node.type === "ImportDeclaration" || isType(node)) return true;
  if (node.type === "NewExpression") return /Error$/.test(nameOf(calleeOf(node)));
  if (node.type !== "CallExpression") return false;
  const callee = calleeOf(node);
  if (callee?.type === "Super") return true;
  if (callee?.type !== "MemberExpression" || !("property" in callee)) return false;
  const method = nameOf(callee.property);
  return method === descriptions || ("object" in callee && isLog(callee.object) && logMethods.has(method));
}

/** `as`, `satisfies` and `!` hold values; everything else of TypeScript's holds none. */
function isType({ type }: AstNode): boolean {
  return type.startsWith("TS") && !/^TS(?:As|Satisfies|NonNull)Expression$/.test(type);
}

function isLog(node: unknown): boolean {
  return nameOf(node) === "log";
}

function calleeOf(node: AstNode): AstNode | null {
  return "callee" in node && isNode(node.callee) ? node.callee : null;
}

function nameOf(node: unknown): string {
  return isNode(node) && "name" in node ? String(node.name) : "";
}
