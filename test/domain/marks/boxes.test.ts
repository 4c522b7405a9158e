import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  answerBoxes,
  differOnlyInBoxes,
  digestWithoutTicks,
  findNewTicks,
  markTick,
  readBoxes,
  type TickCommand,
} from "../../../src/domain/marks/boxes.ts";
import { renderBoxes } from "../../../src/domain/text/boxes.ts";

const path = ".github/workflows/ci.yml";
const allow: TickCommand = { kind: "allow", path, jobId: "build", endpoint: "a.example.com:443" };
const all: readonly TickCommand[] = [
  allow,
  { kind: "allow", path, jobId: null, endpoint: "cdn*.example.com:443" },
  { kind: "deny", path, jobId: null, endpoint: "a.example.com:443" },
  { kind: "refresh", path },
  { kind: "ignore", path, jobId: "build" },
  { kind: "audit", path, jobId: "build" },
  { kind: "propose", path, jobId: "build" },
];

test("what is rendered is read again, in order", () => {
  const body = `Look.\n\n${renderBoxes(all)}\nThe end.\n`;
  expect(readBoxes(body).map(({ command }) => command)).toEqual(all);
  expect(readBoxes(body).some(({ isTicked }) => isTicked)).toBe(false);
  expect(
    readBoxes(body.replaceAll("- [ ]", "- [x]").replaceAll("\n", "\r\n")).every((box) => box.isTicked),
  ).toBe(true);
});

describe("no box is", () => {
  const mark = markTick(allow);
  test.each([
    ["a box without a mark", "- [x] Allow `a.example.com:443`"],
    ["one that is indented", `  - [x] Allow ${mark}`],
    ["one in a quote", `> - [x] Allow ${mark}`],
    ["one of a list that is numbered", `1. [x] Allow ${mark}`],
    ["text behind the mark", `- [x] Allow ${mark} and more`],
    ["another tick", `- [y] Allow ${mark}`],
    ["an unknown command", `- [x] Allow ${mark.replace("=allow", "=apply")}`],
    ["an endpoint that is none", `- [x] Allow ${mark.replace("a.example.com:443", "a b:443")}`],
    ["no endpoint", `- [x] Allow ${mark.replace(/ endpoint=\S+/, "")}`],
    ["no file", `- [x] Allow ${mark.replace(/ file=\S+/, "")}`],
    ["a file that is no workflow", `- [x] Allow ${mark.replace(/file=\S+/, "file=README.md")}`],
    ["a job to refresh", `- [x] Go ${markTick({ kind: "refresh", path }).replace(" -->", " job=build -->")}`],
    [
      "no job to leave alone",
      `- [x] Go ${markTick({ kind: "refresh", path }).replace("=refresh", "=ignore")}`,
    ],
  ])("%s", (_, line) => {
    expect(
      readBoxes(`Look.
${line}
`),
    ).toEqual([]);
  });
});

// What people and logs may put around the boxes, lines that look like boxes included.
const textLine = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replace(/[\r\n]/g, " ")),
  fc.constantFrom(
    "- [ ] mine",
    "- [x] mine",
    "<!-- egress-bot:tick=allow -->",
    "- [x] <!-- egress-bot:tick=",
    "",
  ),
);
const command = fc.constantFrom(...all);
const piece = fc.oneof(textLine, command);
const body = fc.array(piece, { maxLength: 12 });

function write(pieces: readonly (string | TickCommand)[], ticked: (index: number) => boolean): string {
  return pieces
    .map((one, index) => {
      if (typeof one === "string") return one;
      const [line = ""] = renderBoxes([one]).split("\n");
      return ticked(index) ? line.replace("- [ ]", "- [x]") : line;
    })
    .join("\n");
}

describe("laws", () => {
  const runs = { numRuns: 300, seed: 1 };

  test("whatever boxes are ticked, the texts are the same, and the new ticks are known", () => {
    fc.assert(
      fc.property(body, fc.infiniteStream(fc.boolean()), fc.infiniteStream(fc.boolean()), (pieces, a, b) => {
        const take = (stream: Iterator<boolean>) => pieces.map(() => stream.next().value === true);
        const [first, second] = [take(a), take(b)];
        const before = write(pieces, (index) => first[index] === true);
        const after = write(pieces, (index) => second[index] === true);
        expect(differOnlyInBoxes(before, after)).toBe(true);
        expect(digestWithoutTicks(before)).toBe(digestWithoutTicks(after.replaceAll("\n", "\r\n")));
        const tickedIn = (ticks: readonly boolean[]) =>
          pieces.flatMap((one, index) => (typeof one !== "string" && ticks[index] ? [markTick(one)] : []));
        const known = new Set(tickedIn(first));
        expect(new Set(findNewTicks(before, after))).toEqual(
          new Set(tickedIn(second).filter((mark) => !known.has(mark))),
        );
      }),
      runs,
    );
  });

  test("any other change is one", () => {
    fc.assert(
      fc.property(
        body,
        fc.nat(),
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 5 }),
        (pieces, at, added) => {
          const before = write([...pieces, "The end."], () => false);
          const place = at % before.length;
          const after = `${before.slice(0, place)}${added}${before.slice(place)}`;
          const isSame =
            after.replaceAll("\r\n", "\n").trimEnd() === before.replaceAll("\r\n", "\n").trimEnd();
          fc.pre(!isSame);
          // An `x` put where a tick goes gives `- [x ]`, which is no tick.
          expect(differOnlyInBoxes(before, after)).toBe(false);
        },
      ),
      runs,
    );
  });

  test("answering boxes changes these lines alone", () => {
    fc.assert(
      fc.property(body, command, (pieces, answered) => {
        const ticked = write(pieces, () => true);
        const mark = markTick(answered);
        const again = answerBoxes(ticked, new Map([[mark, "again"]]));
        expect(differOnlyInBoxes(ticked, again)).toBe(true);
        expect(readBoxes(again).filter((box) => box.mark === mark && box.isTicked)).toEqual([]);
        const done = answerBoxes(ticked, new Map([[mark, { done: ": done" }]]));
        expect(readBoxes(done).some((box) => box.mark === mark)).toBe(false);
        const others = (text: string) =>
          text.split("\n").filter((line) => !line.startsWith("- ✅ ") && !line.endsWith(mark));
        expect(others(done)).toEqual(others(ticked));
      }),
      runs,
    );
  });
});
