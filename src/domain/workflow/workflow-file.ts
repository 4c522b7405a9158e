import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import { isDeeperThan } from "../../shared/yaml-nesting.ts";

import { fileProblemWords } from "../text/sentences/file-problems.ts";
import { guardAction } from "./guard-action.ts";
import { findActionSteps, type GuardStep } from "./guard-step.ts";

import { findPair, type Resolve, scalarText } from "./yaml-map.ts";

/** Why a text cannot be read as a workflow file. */
export type FileProblemCode =
  | "syntax-error"
  | "duplicate-key"
  | "multi-document"
  | "not-a-workflow"
  | "lone-carriage-return"
  | "too-large"
  | "too-deep";

/** A problem of the whole file. `line` and `column` start at 1. */
export interface FileProblem {
  readonly code: FileProblemCode;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** One entry of `jobs`. */
export interface Job {
  readonly id: string;
  readonly key: Scalar;
  /** Null where the job is no map (an alias, or nothing). */
  readonly map: YAMLMap | null;
  readonly node: Node | null;
  /** `name:` as written, with its expressions. */
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
  readonly document: Document.Parsed;
  readonly root: YAMLMap;
  /** The map `jobs`. */
  readonly jobsMap: YAMLMap;
  readonly jobs: readonly Job[];
  /** The names of all anchors to which some alias refers. */
  readonly aliased: ReadonlySet<string>;
  /** What an alias stands for; any other value itself. */
  readonly resolve: Resolve;
  positionOf(offset: number): { readonly line: number; readonly column: number };
}

export type ParseResult =
  | { readonly ok: true; readonly file: WorkflowFile }
  | { readonly ok: false; readonly problem: FileProblem };

/** What was parsed, where it can be read as a workflow file; null where it cannot, or there is no file at all. */
export function readableFile(parsed: ParseResult | null): WorkflowFile | null {
  return parsed?.ok === true ? parsed.file : null;
}

/** GitHub refuses workflow files long before this; the limit bounds the time a hostile file can take. */
export const longestText = 1_048_576;

/** Ends a line to some YAML parsers, and none to others. */
export const loneReturn = /\r(?!\n)/;

/** Parses a workflow file. Bad input gives a problem with its place, never an exception. */
export function parseWorkflowFile(text: string): ParseResult {
  if (text.length > longestText) return failed("too-large", fileProblemWords.tooLarge, 1, 1);
  const lone = text.search(loneReturn);
  if (lone >= 0) {
    const before = text.slice(0, lone).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return failed("lone-carriage-return", fileProblemWords.loneReturn, before.length, column);
  }
  const lines = new LineCounter();
  const documents = parseDocuments(text, lines);
  if (documents === null) return failed("too-deep", fileProblemWords.tooDeep, 1, 1);
  const positionOf = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [document, second] = documents;
  const [error] = documents.flatMap((one) => one.errors);
  if (error !== undefined) {
    const { line, column } = positionOf(error.pos[0]);
    return failed("syntax-error", firstLine(error.message), line, column);
  }
  if (second !== undefined) {
    const { line, column } = positionOf(second.range[0]);
    return failed("multi-document", fileProblemWords.severalDocuments, line, column);
  }
  const duplicate = document === undefined ? null : findDuplicateKey(document);
  if (duplicate !== null) {
    const { line, column } = positionOf(duplicate.range?.[0] ?? 0);
    return failed("duplicate-key", fileProblemWords.duplicateKey(duplicate.value), line, column);
  }
  const root = document?.contents;
  if (document === undefined || !isMap(root)) return failed("not-a-workflow", fileProblemWords.noMap, 1, 1);
  const jobsPair = findPair(root, "jobs");
  if (jobsPair === null || !isMap(jobsPair.value))
    return failed("not-a-workflow", fileProblemWords.noJobs, 1, 1);
  const { resolve, aliased } = readAliases(document);
  const contentOf = memoize((content: YAMLMap) => readContent(content, resolve));
  const jobsMap = jobsPair.value;
  const jobs = jobsMap.items.flatMap((pair) => readJob(pair, text, resolve, contentOf));
  return { ok: true, file: { text, document, root, jobsMap, jobs, aliased, resolve, positionOf } };
}

/** Null where the text is nested deeper than any workflow. */
function parseDocuments(text: string, lines: LineCounter): Document.Parsed[] | null {
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (tokens.some((token) => isDeeperThan(deepestNesting, token))) return null;
  // The composer compares every key with every other; `findDuplicateKey` looks each up once.
  return [...new Composer({ uniqueKeys: false }).compose(tokens)] as Document.Parsed[];
}

const deepestNesting = 100;

/** The first key that its map names a second time. */
function findDuplicateKey(document: Document.Parsed): Scalar | null {
  let found: Scalar | null = null;
  visit(document, {
    Map: (_, map) => {
      const names = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (names.has(key.value)) {
          found = key;
          return visit.BREAK;
        }
        names.add(key.value);
      }
      return undefined;
    },
  });
  return found;
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
  return {
    name: scalarText(content, "name"),
    hasMatrix: isMap(strategy) && findPair(strategy, "matrix") !== null,
    calls: scalarText(content, "uses"),
    guards: findActionSteps(content, guardAction, resolve),
  };
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
function readAliases(document: Document.Parsed): Pick<WorkflowFile, "resolve" | "aliased"> {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  const aliased = new Set<string>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        aliased.add(node.source);
        targets.set(node, anchors.get(node.source));
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return { aliased, resolve: (value) => (isAlias(value) ? targets.get(value) : value) };
}

/** Whether a file is written by a program, so that an edit would be lost: by its name or the comment it begins with. */
export function isGenerated(text: string, path: string | null): boolean {
  if (path !== null && /\.lock\.ya?ml$/.test(path)) return true;
  const header = /^\uFEFF?(?:[ \t]*(?:#[^\n]*|---[ \t]*(?:#[^\n]*)?)?\r?\n)*/.exec(text)?.[0] ?? "";
  return /do not edit/i.test(header);
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}

function failed(code: FileProblemCode, message: string, line: number, column: number): ParseResult {
  return { ok: false, problem: { code, message, line, column } };
}
