import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLargeLog } from "../../src/cli/read-large-log.ts";
import { scanLog } from "../../src/cli/scan-log.ts";
import { createJobLogReader, type JobLog } from "../../src/harden-runner/job-log.ts";
import { egress, useFolder } from "../support/cli.ts";
import { buildJobLog, buildPostStep, called, stampLines } from "../support/job-log-builder.ts";

const folder = useFolder();
const chunk = 524_288;
const filler =
  "2026-07-26T12:09:00.1234567Z [INFO] compiled the module, read the record, reordered the runner\n";
const forged = stampLines(
  buildPostStep({ correlationId: "11111111-e820-4cee-8a57-5c8d85119234" }),
  "2026-07-26T12:10:00Z",
);

function fill(length: number): string {
  return `${filler.repeat(Math.ceil(length / filler.length)).slice(0, length - 1)}\n`;
}

/** A byte order mark at the beginning of each block of 2 MiB of ASCII, as the log store writes them. */
function markBlocks(text: string): string {
  const blocks: string[] = [];
  for (let at = 0; at < text.length; at += 2_097_149) blocks.push(`\uFEFF${text.slice(at, at + 2_097_149)}`);
  return blocks.join("");
}

function readWhole(path: string): JobLog {
  const reader = createJobLogReader();
  reader.push(readFileSync(path));
  return reader.end();
}

async function readInTwo(path: string): Promise<JobLog> {
  const reader = createJobLogReader();
  const size = readFileSync(path).length;
  const file = openSync(path, "r");
  await readLargeLog(reader, file, size, async (part) => scanLog(path, part));
  closeSync(file);
  return reader.end();
}

const log = buildJobLog({ agent: [called("registry.example.org", "203.0.113.7")] });
const middle = log.indexOf(" Hello") + " Hello\n".length;
const [head, tail] = [log.slice(0, middle), log.slice(middle)];

test.each([
  ["a record at the end", head + fill(3_000_000) + tail],
  ["a record in the first half only", head + tail + fill(3_000_000)],
  ["a record across the middle", head + fill(2_000_000) + tail + fill(2_000_000)],
  ["look-alikes in both halves", head + forged + fill(1_000_000) + forged + fill(2_000_000) + forged + tail],
  ["look-alikes on the heels of each other", head + fill(2_000_000) + forged.repeat(40) + tail],
  ["more look-alikes than are listed", head + fill(4_000_000) + forged.repeat(1_100) + tail],
  ["no record", fill(3_000_000)],
  ["a mark in every block", markBlocks(head + fill(9_000_000) + tail)],
  ["a mark in the marker", head + fill(3_000_000) + tail.replace("] post-step", "] po\uFEFFst-step")],
  [
    "marks all through the marker",
    head + fill(3_000_000) + tail.replace("] post-step", [..."] post-step"].join("\uFEFF")),
  ],
  [
    "marks before the marker",
    head + fill(3_000_000) + tail.replace("[harden-runner] post-step", `${"\uFEFF".repeat(500)}$&`),
  ],
  ["more marks than are listed", head + fill(3_000_000) + "\uFEFF".repeat(2_000) + fill(1_000_000) + tail],
])("in two halves a log reads as in one: %s", async (_, text) => {
  const path = folder.write("job.txt", text);
  expect(await readInTwo(path)).toEqual(readWhole(path));
});

test("marks in markers are found in the second half, and one in every block is not too many", () => {
  const text = markBlocks(head + fill(12_000_000) + tail);
  const path = folder.write("job.txt", text);
  const size = Buffer.byteLength(text);
  const places = scanLog(path, { from: 0, to: size });
  const marker = Buffer.from(text).indexOf("[harden-runner] post-step");
  expect(places).toEqual([...Array.from({ length: 6 }, (_, block) => block * 2_097_152), marker]);
  const marks = "\uFEFF".repeat(1_100);
  expect(scanLog(folder.write("job.txt", marks), { from: 0, to: marks.length * 3 })).toBeNull();
});

test("a look-alike cut by the middle of the log is counted once, as in one piece", async () => {
  const lookalike = stampLines(
    ["[harden-runner] post-step", "log:", "status:", "Initialized", "[harden-runner] main-step"],
    "2026-07-26T12:10:00Z",
  );
  const before = head + fill(9_000);
  const text = before + lookalike + lookalike + tail;
  const middle = Buffer.byteLength(before) + 80;
  const path = folder.write("job.txt", text + fill(2 * middle - Buffer.byteLength(text)));
  const whole = readWhole(path);
  expect(whole.lookalikes).toBe(2);
  expect(await readInTwo(path)).toEqual(whole);
});

test("nor does it matter what lies between the records and look-alikes", async () => {
  const piece = fc.oneof(
    fc.nat(60).map((count) => Array<string>(count).fill("x".repeat(count))),
    fc.constantFrom(
      ["[harden-runner] post-step", "log:", "Sun, 26 Jul 2026 12:09:47 GMT:x", "status:", "Initialized"],
      ["Post job cleanup.", "[harden-runner] po\uFEFFst-step", "x"],
      ["[harden-runner] main-step"],
      ["##[group]Run x"],
      ["a [harden-runner] post-step"],
      ["\uFEFF".repeat(300)],
      buildPostStep({ correlationId: "11111111-e820-4cee-8a57-5c8d85119234" }),
    ),
  );
  const pieces = fc.array(piece, { maxLength: 8 }).map((lines) => lines.flat());
  await fc.assert(
    fc.asyncProperty(pieces, pieces, async (step, after) => {
      const path = folder.write("job.txt", buildJobLog({ steps: [["Hello", ...step], step], after }));
      expect(await readInTwo(path)).toEqual(readWhole(path));
    }),
    { numRuns: 300 },
  );
});

test("nor does it matter where the marker stands in the pieces", async () => {
  for (let shift = -40; shift <= 40; shift += 3) {
    const before = fill(2 * chunk + shift);
    const text = head + before + tail;
    const path = folder.write("job.txt", text + fill(Buffer.byteLength(text) + shift));
    expect(await readInTwo(path), String(shift)).toEqual(readWhole(path));
  }
});

test("the command reads a log that is worth two threads", () => {
  const path = folder.write("large.txt", "");
  writeFileSync(path, head + fill(200_000_000) + tail);
  const { status, stdout } = egress(["observe", "--json", path]);
  expect(status).toBe(0);
  const expected = egress(["observe", "--json", folder.write("small.txt", head + tail)]).stdout;
  expect({ ...JSON.parse(stdout), source: "" }).toEqual({ ...JSON.parse(expected), source: "" });
});
