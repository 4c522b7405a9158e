import type { Scalar } from "yaml";
import { readAgentEntry, readAgentList, splitAgentList } from "../../endpoint/agent-list.ts";
import { readAllowedEntry } from "../../endpoint/entry.ts";
import { findFatal } from "../../endpoint/fatal-entry.ts";
import { findDead } from "../../endpoint/usable-entries.ts";
import { holds } from "../../harden-runner/holds.ts";
import { beginOf } from "../../harden-runner/version-table.ts";
import { findListWords, type ListWord } from "../list-words.ts";
import { checkEntry } from "./check-entry.ts";
import { checkPatterns } from "./check-patterns.ts";
import { sayDead, sayHowRead } from "./entry-words.ts";
import type { GuardedStep } from "./guarded-step.ts";
import type { ListedEntry } from "./listed-entry.ts";
import type { Resolutions } from "./resolutions.ts";

/** Checks an `allowed-endpoints` list. In audit mode it holds nothing yet, so errors are warnings. */
export function checkList(
  step: GuardedStep,
  list: Scalar<string>,
  options: { readonly resolutions: Resolutions; readonly disableTelemetry: boolean },
): void {
  const { file, broken, report } = step;
  const start = list.range?.[0] ?? 0;
  if (/\S[^\S ]+\S/.test(list.value.trim())) report("literal-list", broken, sayLiteral(list), start);
  const listed: ListedEntry[] = [];
  for (const word of findListWords(file.text, list)) {
    if (word.text.startsWith("#")) {
      report(
        "comment-in-list",
        broken,
        "the agent takes # and each word behind it for a name, finds none of them, and then blocks nothing at all; move the comment above the list",
        word.offset,
      );
    } else if (!word.isComputed && !reportDead(step, word, options.resolutions))
      listed.push({ ...word, entry: readAllowedEntry(word.text) });
  }
  const reading = checkPatterns(step, listed, options);
  for (const word of listed) checkEntry(step, word, reading);
}

/** Reports an entry with which the agent blocks nothing; false where it is none, as far as is known. */
function reportDead(
  { version, broken, report }: GuardedStep,
  word: ListWord,
  resolutions: Resolutions,
): boolean {
  const quoted = JSON.stringify(word.text);
  const dead = findDead(word.text);
  if (dead !== null) {
    report(dead.code, broken, sayDead(word.text, dead.fatal), word.offset);
    return true;
  }
  const { name, isWildcard } = readAgentEntry(word.text);
  if (isWildcard) {
    if (holds("wildcards", version) !== "no") return false;
    const message = `${quoted} is a pattern, which Harden-Runner knows since ${beginOf("wildcards")}: this version looks it up as a name and then blocks nothing at all`;
    report("dead-entry", broken, message, word.offset);
    return true;
  }
  const host = name.slice(0, -1).toLowerCase();
  switch (resolutions.get(host)) {
    case "missing":
      report(
        "dead-entry",
        broken,
        `${quoted} does not resolve: with this entry the agent blocks nothing at all; take it out`,
        word.offset,
      );
      return true;
    case "unanswered":
      report("host-unanswered", "note", `no resolver could say whether ${quoted} resolves`, word.offset);
      return false;
    default:
      return false;
  }
}

/** What the agent makes of a list that keeps line ends. */
function sayLiteral({ type, value }: Scalar<string>): string {
  const what =
    type === "BLOCK_LITERAL"
      ? "a literal block (|) keeps its line ends"
      : "blank or deeper lines keep their line ends";
  const pieces = splitAgentList(value);
  const comes = pieces.some((piece) => findFatal(readAgentEntry(piece)) !== null)
    ? "it cannot look up what comes of that, and then blocks nothing at all"
    : `of this list it reads ${sayHowRead(readAgentList(pieces))}`;
  return `${what}, and the agent splits at spaces only: ${comes}; write a folded block (>) with one entry a line`;
}
