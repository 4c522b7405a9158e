import type { Scalar } from "yaml";
import { type EntryProblem, readAllowedEntry } from "../../endpoint/entry.ts";
import { isImplicitEndpoint } from "../../endpoint/implicit-endpoints.ts";
import { hasOneOwner } from "../../endpoint/owner.ts";
import type { Severity } from "./finding.ts";
import type { Report } from "./rules.ts";

interface Word {
  readonly text: string;
  readonly offset: number;
}

/** Checks the entries of an `allowed-endpoints` list. In audit mode the list holds nothing yet, so errors are warnings. */
export function checkList(
  text: string,
  list: Scalar<string>,
  step: { readonly isBlock: boolean; readonly disableTelemetry: boolean },
  report: Report,
): void {
  const [start = 0, end = 0] = list.range ?? [];
  const source = text.slice(start, end);
  const broken: Severity = step.isBlock ? "error" : "warning";
  if (/\S[^\S ]+\S/.test(list.value.trim())) {
    const what =
      list.type === "BLOCK_LITERAL"
        ? "a literal block (|) keeps its line ends"
        : "blank or deeper lines keep their line ends";
    report(
      "literal-list",
      broken,
      `${what}, and the agent splits at spaces only; write a folded block (>) with one entry a line`,
      start,
    );
  }
  const ports = new Map<string, number>();
  for (const word of findWords(source, start, list)) {
    if (word.text.startsWith("#")) {
      report(
        "comment-in-list",
        broken,
        "the agent takes # and what follows for entries; move the comment above the list",
        word.offset,
      );
      continue;
    }
    if (!word.text.includes(hidden)) checkEntry(word, ports, step.disableTelemetry, broken, report);
  }
}

const hidden = "\u0000";

/** The words of a list with their places; expressions are hidden, and what a # begins is given as one word. */
function findWords(source: string, start: number, { type, value }: Scalar<string>): Word[] {
  // Escapes hide the words from the source, so that they have no places of their own.
  if (type === "QUOTE_DOUBLE" && source.includes("\\")) {
    return splitWords(hideExpressions(value)).map(({ text }) => ({ text, offset: start }));
  }
  const isBlock = type === "BLOCK_FOLDED" || type === "BLOCK_LITERAL";
  const isQuoted = type === "QUOTE_SINGLE" || type === "QUOTE_DOUBLE";
  const plain = hideExpressions(source);
  // Of a block the first line is its header, which may carry a real comment.
  const from = isBlock ? plain.indexOf("\n") + 1 : isQuoted ? 1 : 0;
  const to = isQuoted ? plain.length - 1 : plain.length;
  return splitWords(plain.slice(from, to)).map(({ text, offset }) => ({
    text,
    offset: start + from + offset,
  }));
}

function splitWords(text: string): Word[] {
  return [...text.matchAll(/#[^\n]*|[^\s#][^\s]*/g)].map((match) => ({
    text: match[0],
    offset: match.index,
  }));
}

/** Puts as many other characters in the place of each expression. */
function hideExpressions(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let start = text.indexOf("${{"); start >= 0; start = text.indexOf("${{", at)) {
    const end = text.indexOf("}}", start);
    if (end < 0) break;
    parts.push(text.slice(at, start), hidden.repeat(end + 2 - start));
    at = end + 2;
  }
  return `${parts.join("")}${text.slice(at)}`;
}

function checkEntry(
  word: Word,
  ports: Map<string, number>,
  disableTelemetry: boolean,
  broken: Severity,
  report: Report,
): void {
  const entry = readAllowedEntry(word.text);
  const quoted = JSON.stringify(word.text);
  switch (entry.kind) {
    case "invalid": {
      const severity = entry.problem === "underscore" ? "warning" : broken;
      report(
        entry.problem === "address" ? "address-entry" : entry.problem,
        severity,
        describeProblem(entry.problem, quoted),
        word.offset,
      );
      return;
    }
    case "host":
      if (isImplicitEndpoint(entry, disableTelemetry)) {
        report(
          "implicit-entry",
          "note",
          `${quoted} is superfluous: Harden-Runner allows it by itself`,
          word.offset,
        );
      }
      return;
    case "wildcard": {
      const pattern = `${entry.prefix}*${entry.suffix}`;
      const first = ports.get(pattern) ?? entry.port;
      ports.set(pattern, first);
      if (first !== entry.port) {
        report(
          "wildcard-two-ports",
          broken,
          `${quoted} has no effect: the agent honours port ${first}, the first for this pattern`,
          word.offset,
        );
      }
      const domain = entry.suffix.slice(entry.suffix.indexOf(".") + 1);
      if (
        isImplicitEndpoint({ host: `${entry.prefix}x${entry.suffix}`, port: entry.port }, disableTelemetry)
      ) {
        report(
          "implicit-entry",
          "note",
          `${quoted} is superfluous: Harden-Runner allows it by itself`,
          word.offset,
        );
      } else if (!hasOneOwner(domain)) {
        report(
          "shared-tenant-wildcard",
          "warning",
          `${quoted} also matches names that anybody can get under ${JSON.stringify(domain)}`,
          word.offset,
        );
      }
      return;
    }
  }
}

function describeProblem(problem: EntryProblem, entry: string): string {
  switch (problem) {
    case "address":
      return `${entry} is an address; the agent looks it up as a name, fails, and then enforces nothing`;
    case "bad-port":
      return `${entry} has no valid port`;
    case "bad-host":
      return `${entry} is not a host name; if it does not resolve, the agent enforces nothing`;
    case "underscore":
      return `${entry} has an underscore, which host names cannot have`;
    case "two-wildcards":
      return `${entry} has more than one *; the agent understands one`;
  }
}
