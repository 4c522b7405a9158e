import { createHash } from "node:crypto";
import { decodePath, encodePath } from "./workflow-path.ts";

/** What ticking a box commands. */
export type TickCommand =
  | {
      readonly kind: "allow" | "deny";
      /** The workflow file, `.github/workflows/ci.yml`. */
      readonly path: string;
      /** The job whose list it is about; null for all of the file. */
      readonly jobId: string | null;
      /** `host:port`, or a pattern with its port. */
      readonly endpoint: string;
    }
  | { readonly kind: "refresh"; readonly path: string }
  | { readonly kind: "ignore" | "audit" | "propose"; readonly path: string; readonly jobId: string };

/** A box in a text of the bot's. */
export interface Box {
  /** The hidden mark, by which a box is the same in two texts. */
  readonly mark: string;
  readonly command: TickCommand;
  readonly isTicked: boolean;
}

// A box is one line at the left margin and ends in its mark. Whatever else looks like a box is text.
const boxLine = /^- \[([ xX])\] (.*) (<!-- egress-bot:tick=[^>\n]{1,4000} -->)$/;
const tickMark =
  /^<!-- egress-bot:tick=([a-z]{1,20}) file=([A-Za-z0-9%._~!*'()-]{1,3000})(?: job=([A-Za-z_][A-Za-z0-9_-]{0,99}))?(?: endpoint=([a-z0-9.*-]{1,255}:[0-9]{1,5}))? -->$/;

/** The mark at the end of a box's line, which alone says what ticking it commands. */
export function markTick(command: TickCommand): string {
  const job = "jobId" in command && command.jobId !== null ? ` job=${command.jobId}` : "";
  const endpoint = "endpoint" in command ? ` endpoint=${command.endpoint}` : "";
  return `<!-- egress-bot:tick=${command.kind} file=${encodePath(command.path)}${job}${endpoint} -->`;
}

/** Whether a text may hold a box: a look that costs nothing. */
export function mayHaveBoxes(body: string): boolean {
  return body.includes("<!-- egress-bot:tick=");
}

/** The boxes of a text, in its order. */
export function readBoxes(body: string): readonly Box[] {
  return linesOf(body).flatMap((line) => {
    const [, tick, , mark = ""] = boxLine.exec(line) ?? [];
    const command = readTickMark(mark);
    return command === null ? [] : [{ mark, command, isTicked: tick !== " " }];
  });
}

/** What ticking the box of a mark commands; null for what is no such mark. */
export function readTickMark(mark: string): TickCommand | null {
  const [, kind, file, jobId = null, endpoint] = tickMark.exec(mark) ?? [];
  const path = file === undefined ? null : decodePath(file);
  if (path === null) return null;
  switch (kind) {
    case "allow":
    case "deny":
      return endpoint === undefined ? null : { kind, path, jobId, endpoint };
    case "refresh":
      return jobId === null && endpoint === undefined ? { kind, path } : null;
    case "ignore":
    case "audit":
    case "propose":
      return jobId === null || endpoint !== undefined ? null : { kind, path, jobId };
    default:
      return null;
  }
}

/** The marks of the boxes that are ticked in one text and are not in an earlier one. Each once. */
export function findNewTicks(before: string, after: string): readonly string[] {
  const ticked = (body: string) => readBoxes(body).flatMap(({ mark, isTicked }) => (isTicked ? [mark] : []));
  const known = new Set(ticked(before));
  return [...new Set(ticked(after))].filter((mark) => !known.has(mark));
}

/** Whether two texts are the same but for the ticks in their boxes, line ends, and white space at the end. */
export function differOnlyInBoxes(a: string, b: string): boolean {
  return withoutTicks(a) === withoutTicks(b);
}

/** A digest of a text that is the same whatever boxes are ticked. Hexadecimal SHA-256. */
export function digestWithoutTicks(body: string): string {
  return createHash("sha256").update(withoutTicks(body)).digest("hex");
}

function withoutTicks(body: string): string {
  const lines = linesOf(body).map((line) => (isBox(line) ? `- [ ]${line.slice("- [x]".length)}` : line));
  return lines.join("\n").trimEnd();
}

/**
 * The text with some boxes answered, everything else as it is: one that was done becomes a line with `done` at its end, another is free to be
 * ticked again.
 */
export function answerBoxes(
  body: string,
  answers: ReadonlyMap<string, { readonly done: string } | "again">,
): string {
  return body
    .split("\n")
    .map((full) => {
      const line = full.replace(/\r$/, "");
      const [, , words = "", mark = ""] = boxLine.exec(line) ?? [];
      const answer = answers.get(mark);
      if (answer === undefined || !isBox(line)) return full;
      const end = full.slice(line.length);
      return answer === "again" ? `- [ ] ${words} ${mark}${end}` : `- ✅ ${words}${answer.done}${end}`;
    })
    .join("\n");
}

function isBox(line: string): boolean {
  return readTickMark(boxLine.exec(line)?.[3] ?? "") !== null;
}

function linesOf(body: string): readonly string[] {
  return body.replaceAll("\r\n", "\n").split("\n");
}
