/** GitHub's own parser of workflow files and evaluator of expressions, with which ours are compared. */
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import type { WorkflowTemplate } from "@actions/workflow-parser/model/workflow-template";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import {
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from "@actions/workflow-parser/templates/tokens/type-guards";

import { sizeOf } from "./size-of.ts";

/** The contexts of an expression, by their names. */
export type World = Readonly<Record<string, data.ExpressionData>>;

/** How many cases a comparison with GitHub's own parser takes. */
export const oracleCases = sizeOf("names", { suite: 200, whole: 10_000 });
/** How long a test with so many may take, in ms. */
export const oracleTimeout = 60_000 + 50 * oracleCases;

/** Parses a workflow file. Null where GitHub would refuse it. */
export async function parseAsGitHub(text: string): Promise<WorkflowTemplate | null> {
  const { context, value } = parseWorkflow({ name: "ci.yml", content: text }, new NoOperationTraceWriter());
  if (value === undefined || context.errors.count > 0) return null;
  const template = await convertWorkflowTemplate(context, value);
  return context.errors.count > 0 ? null : template;
}

const contexts = ["env", "github", "inputs", "job", "matrix", "needs", "runner", "steps", "strategy", "vars"];

/** Evaluates an expression in a job in which nothing failed and nobody cancelled. Throws for what is no expression. */
export function evaluateAsGitHub(expression: string, world: World): data.ExpressionData {
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, contexts, [...statusFunctions.values()]).parse();
  const known = new data.Dictionary();
  for (const context of contexts) known.add(context, world[context] ?? new data.Dictionary());
  return new Evaluator(parsed, known, statusFunctions).evaluate();
}

const statusFunctions = new Map(
  Object.entries({ success: true, always: true, failure: false, cancelled: false }).map(([name, value]) => [
    name,
    { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) },
  ]),
);

/** A map of values. */
export function dictionary(values: Readonly<Record<string, data.ExpressionData>>): data.Dictionary {
  return new data.Dictionary(...Object.entries(values).map(([key, value]) => ({ key, value })));
}

/** What a part of the file without expressions stands for. */
export function toData(token: TemplateToken): data.ExpressionData {
  if (isString(token)) return new data.StringData(token.value);
  if (isNumber(token)) return new data.NumberData(token.value);
  if (isBoolean(token)) return new data.BooleanData(token.value);
  if (isSequence(token)) return new data.Array(...[...token].map(toData));
  if (isMapping(token))
    return dictionary(Object.fromEntries([...token].map(({ key, value }) => [String(key), toData(value)])));
  return new data.Null();
}
