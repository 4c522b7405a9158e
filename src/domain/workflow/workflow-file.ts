import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import { createPositions, type Position } from "../../shared/text-positions.ts";
import type { FileProblem } from "./file-problem.ts";
import { guardAction } from "./guard-action.ts";
import { findActionSteps, type GuardStep } from "./guard-step.ts";
import { textOfNode } from "./render-value.ts";
import { hasExpression } from "./split-template.ts";
import { parseWorkflowYaml } from "./workflow-yaml.ts";
import { findPair, type Resolve } from "./yaml-map.ts";

/** One entry of `jobs`. */
export interface Job {
  readonly id: string;
  readonly key: Scalar;
  /** Null where the job is no map (an alias, or nothing). */
  readonly map: YAMLMap | null;
  readonly node: Node | null;
  /** `name:` as GitHub reads it, with its expressions; null where it has none, or an empty one. */
  readonly name: string | null;
  readonly hasMatrix: boolean;
  /** The reusable workflow that it calls instead of having steps. */
  readonly calls: string | null;
  readonly guards: readonly GuardStep[];
  /** The text of the file, in which all nodes have their places. */
  readonly text: string;
}

/** A workflow file, parsed. */
export interface WorkflowFile {
  readonly text: string;
  readonly root: YAMLMap;
  /** The map `jobs`. */
  readonly jobsMap: YAMLMap;
  readonly jobs: readonly Job[];
  /** The names of all anchors to which some alias refers. */
  readonly aliased: ReadonlySet<string>;
  /** What an alias stands for; any other value itself. */
  readonly resolve: Resolve;
  positionOf(offset: number): Position;
}

export type ParseResult =
  | { readonly ok: true; readonly file: WorkflowFile }
  | { readonly ok: false; readonly problem: FileProblem };

/** What was parsed, where it can be read as a workflow file; null where it cannot, or there is no file at all. */
export function readableFile(parsed: ParseResult | null): WorkflowFile | null {
  return parsed?.ok === true ? parsed.file : null;
}

/** Parses a workflow file. Bad input gives a problem with its place, never an exception. */
export function parseWorkflowFile(text: string): ParseResult {
  const parsed = parseWorkflowYaml(text);
  return parsed.ok ? { ok: true, file: readWorkflowFile(text, parsed.root) } : parsed;
}

/** Reads the jobs of a workflow file whose YAML is a map with a map `jobs`. */
export function readWorkflowFile(text: string, root: YAMLMap): WorkflowFile {
  const { resolve, aliased } = readAliases(root);
  const contentOf = memoize((content: YAMLMap) => readContent(content, resolve));
  const jobsMap = findPair(root, "jobs")?.value as YAMLMap;
  const jobs = jobsMap.items.flatMap((pair) => readJob(pair, text, resolve, contentOf));
  return { text, root, jobsMap, jobs, aliased, resolve, positionOf: createPositions(text) };
}

function readJob(
  pair: Pair,
  text: string,
  resolve: Resolve,
  contentOf: (content: YAMLMap) => JobContent,
): Job[] {
  if (!isScalar(pair.key)) return [];
  const node = (pair.value ?? null) as Node | null;
  const map = isMap(node) ? node : null;
  // An alias stands for another job; what guards that one guards this one.
  const resolved = resolve(node);
  const content = isMap(resolved) ? contentOf(resolved) : noContent;
  return [{ id: String(pair.key.value), key: pair.key, map, node, text, ...content }];
}

type JobContent = Pick<Job, "name" | "hasMatrix" | "calls" | "guards">;

const noContent: JobContent = { name: null, hasMatrix: false, calls: null, guards: [] };

function readContent(content: YAMLMap, resolve: Resolve): JobContent {
  const strategy = resolve(findPair(content, "strategy")?.value);
  const textOf = (key: string): string | null => textOfNode(resolve(findPair(content, key)?.value));
  return {
    name: textOf("name"),
    hasMatrix: hasMatrix(strategy),
    calls: textOf("uses"),
    guards: findActionSteps(content, guardAction, resolve),
  };
}

/** Also where an expression may make one. */
function hasMatrix(strategy: unknown): boolean {
  if (!isMap(strategy)) return hasExpression(textOfNode(strategy) ?? "");
  return strategy.items.some(
    ({ key }) => isScalar(key) && (key.value === "matrix" || hasExpression(String(key.value))),
  );
}

/** Jobs that are aliases of one job share its content: a file may have thousands of them. */
function memoize<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

/** Follows every alias in one pass: to the last node before it that has its anchor. */
function readAliases(root: YAMLMap): Pick<WorkflowFile, "resolve" | "aliased"> {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  const aliased = new Set<string>();
  visit(root);
  return { aliased, resolve: (value) => (isAlias(value) ? targets.get(value) : value) };

  function visit(node: unknown): void {
    if (isAlias(node)) {
      aliased.add(node.source);
      targets.set(node, anchors.get(node.source));
      return;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) for (const item of node.items) visit(item);
    if (isMap(node))
      for (const { key, value } of node.items) {
        visit(key);
        visit(value);
      }
  }
}

/** Whether a file is written by a program, so that an edit would be lost: by its name or the comment it begins with. */
export function isGenerated(text: string, path: string | null): boolean {
  if (path !== null && /\.lock\.ya?ml$/.test(path)) return true;
  const header = /^\uFEFF?(?:[ \t]*(?:#[^\n]*|---[ \t]*(?:#[^\n]*)?)?\r?\n)*/.exec(text)?.[0] ?? "";
  return /do not edit/i.test(header);
}
