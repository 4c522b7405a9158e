import { type Document, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from "yaml";
import { createPositions } from "../../shared/text-positions.ts";
import { readYamlDocuments } from "../../shared/yaml-documents.ts";
import { fileProblemWords } from "../text/sentences/file-problems.ts";
import { type FileProblem, problemOfAll } from "./file-problem.ts";
import { findPair } from "./yaml-map.ts";

/** The map that a workflow file is, or why it is none. */
export type WorkflowYaml =
  | { readonly ok: true; readonly root: YAMLMap }
  | { readonly ok: false; readonly problem: FileProblem };

/** GitHub refuses workflow files long before this; the limit bounds the time a hostile file can take. */
export const longestText = 524_288;

/** Ends a line to some YAML parsers, and none to others. */
export const loneReturn = /\r(?!\n)/;

const deepestNesting = 100;

/** Parses the YAML of a workflow file. Bad input gives a problem with its place, never an exception. */
export function parseWorkflowYaml(text: string): WorkflowYaml {
  if (text.length > longestText) return failed(problemOfAll("too-large", fileProblemWords.tooLarge));
  const positionOf = createPositions(text);
  const lone = text.search(loneReturn);
  if (lone >= 0)
    return failed({
      code: "lone-carriage-return",
      message: fileProblemWords.loneReturn,
      ...positionOf(lone),
    });
  let documents: readonly Document.Parsed[] | null;
  try {
    documents = readYamlDocuments(text, deepestNesting);
  } catch {
    return failed(problemOfAll("unparsable", fileProblemWords.parserFailed));
  }
  if (documents === null) return failed(problemOfAll("too-deep", fileProblemWords.tooDeep));
  const [document, second] = documents;
  const [error] = documents.flatMap((one) => one.errors);
  if (error !== undefined)
    return failed({
      code: "syntax-error",
      message: firstLine(error.message),
      ...positionOf(error.pos[0]),
    });
  if (second !== undefined)
    return failed({
      code: "multi-document",
      message: fileProblemWords.severalDocuments,
      ...positionOf(second.range[0]),
    });
  const root = document?.contents;
  const duplicate = findDuplicateKey(root);
  if (duplicate !== null)
    return failed({
      code: "duplicate-key",
      message: fileProblemWords.duplicateKey(duplicate.value),
      ...positionOf(duplicate.range?.[0] ?? 0),
    });
  if (!isMap(root)) return failed(problemOfAll("not-a-workflow", fileProblemWords.noMap));
  if (!isMap(findPair(root, "jobs")?.value))
    return failed(problemOfAll("not-a-workflow", fileProblemWords.noJobs));
  return { ok: true, root };
}

/** The first key that its map names a second time. */
function findDuplicateKey(node: unknown): Scalar | null {
  if (isSeq(node)) return firstOf(node.items, findDuplicateKey);
  if (!isMap(node)) return null;
  const names = new Set<unknown>();
  for (const { key } of node.items) {
    if (!isScalar(key)) continue;
    if (names.has(key.value)) return key;
    names.add(key.value);
  }
  return firstOf(node.items, ({ key, value }) => findDuplicateKey(key) ?? findDuplicateKey(value));
}

function firstOf<Item>(items: readonly Item[], find: (item: Item) => Scalar | null): Scalar | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}

function failed(problem: FileProblem): WorkflowYaml {
  return { ok: false, problem };
}
