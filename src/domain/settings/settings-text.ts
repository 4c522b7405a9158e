import { type Document, isMap, isNode, isScalar, type Node, Scalar, visit, type YAMLMap } from "yaml";
import { createPositions, type Position } from "../../shared/text-positions.ts";
import { readYamlDocuments } from "../../shared/yaml-documents.ts";
import { fileProblemWords } from "../text/sentences/file-problems.ts";
import {
  settingsFileWords,
  settingsKeyWords,
  settingsValueWords,
} from "../text/sentences/settings-mistakes.ts";
import { plainLine } from "./plain-line.ts";

/** What is wrong at one place of a settings file. `line` and `column` start at 1; `path` is the setting, `ready.runs`, or empty. */
export interface Mistake {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  /** One line that may quote the file; hostile where it is shown as Markdown or HTML. */
  readonly message: string;
}

/** The longest settings file, in bytes. */
export const longestSettings = 65_536;

/** A settings file whose YAML could be read. */
export interface SettingsText {
  /** Null for a file without content. */
  readonly root: YAMLMap | null;
  readonly document: Document.Parsed;
  /** What is YAML, but not for settings. The values that it hides are placeholders in the document. */
  readonly mistakes: readonly Mistake[];
  positionOf(node: Node): Position;
}

export type ReadSettingsText =
  | { readonly ok: true; readonly text: SettingsText }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Reads a settings file as YAML in bounded time. Anchors, aliases, tags and deep nesting are mistakes: they hide what a file says. */
export function readSettingsText(written: string): ReadSettingsText {
  if (Buffer.byteLength(written) > longestSettings) return failed(start, settingsFileWords.tooLarge);
  const text = written.replace(/^\uFEFF/, "");
  const at = createPositions(text);
  const positionOf = (node: Node): Position => at(node.range?.[0] ?? 0);
  let documents: readonly Document.Parsed[] | null;
  try {
    documents = readYamlDocuments(text, deepestNesting);
  } catch {
    return failed(start, fileProblemWords.parserFailed);
  }
  if (documents === null) return failed(start, settingsFileWords.tooDeep);
  const [document, second] = documents;
  const syntax = documents.flatMap(({ errors }) => errors);
  if (document === undefined || syntax.length > 0)
    return { ok: false, mistakes: syntax.map(({ pos, message }) => mistakeAt(at(pos[0]), message)) };
  if (second !== undefined) return failed(at(second.range[0]), settingsFileWords.secondDocument);
  const mistakes = replaceUnsupported(document).map(({ node, message }) =>
    mistakeAt(positionOf(node), message),
  );
  const root = document.contents;
  if (isMap(root)) return { ok: true, text: { root, document, mistakes, positionOf } };
  const isEmpty = root === null || (isScalar(root) && root.value === null);
  if (isEmpty) return { ok: true, text: { root: null, document, mistakes, positionOf } };
  return {
    ok: false,
    mistakes: [mistakeAt(positionOf(root), settingsFileWords.noMap), ...mistakes],
  };
}

const start: Position = { line: 1, column: 1 };

function failed(position: Position, message: string): ReadSettingsText {
  return { ok: false, mistakes: [mistakeAt(position, message)] };
}

function mistakeAt(position: Position, message: string): Mistake {
  return { ...position, path: "", message: plainLine(message, 300) };
}

interface Found {
  readonly node: Node;
  readonly message: string;
}

function replaceUnsupported(document: Document.Parsed): readonly Found[] {
  const found: Found[] = [];
  visit(document, {
    Alias(_, node) {
      found.push({ node, message: settingsValueWords.alias });
      return placeholderFor(node);
    },
    Value(_, node) {
      if (node.anchor !== undefined) found.push({ node, message: settingsValueWords.anchor });
      if (node.tag !== undefined) found.push({ node, message: settingsValueWords.tag });
      if (isMap(node)) found.push(...findBadKeys(node));
    },
  });
  return found;
}

function findBadKeys(map: YAMLMap): readonly Found[] {
  const names = new Set<string>();
  return map.items.flatMap((pair): Found[] => {
    const { key } = pair;
    const node = isNode(key) ? key : map;
    if (!isScalar(key) || typeof key.value !== "string") {
      pair.key = placeholderFor(node);
      return [{ node, message: settingsKeyWords.noText }];
    }
    if (names.has(key.value)) return [{ node, message: settingsKeyWords.twice(quote(key.value)) }];
    names.add(key.value);
    return [];
  });
}

function placeholderFor({ range }: Node): Scalar {
  const placeholder = new Scalar("unsupported");
  if (range) placeholder.range = range;
  return placeholder;
}

/** Where a key of a file without mistakes stands, if it stands in its first column; else the beginning of the file. */
export function findTopKey(text: string, key: string): Position {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const index = lines.findIndex((line) => new RegExp(`^["']?${key}["']?\\s*:`).test(line));
  return index === -1 ? start : { line: index + 1, column: 1 };
}

/** A text of the file for a message. */
export function quote(text: string): string {
  return `"${plainLine(text, 60)}"`;
}

const deepestNesting = 10;
