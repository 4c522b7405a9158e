import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLogs } from "../../../../src/apps/cli/logs/read-logs.ts";
import { createGhLogSplitter } from "../../../../src/apps/cli/logs/split-gh-log.ts";
import { buildZip } from "../../../support/build-zip.ts";
import { useFolder } from "../../../support/cli.ts";
import { buildJobLog, called, resolved } from "../../../support/job-log-builder.ts";
import { asGhLog, asRunZip, formsOf } from "../../../support/log-forms.ts";
import { readOneLog } from "../../../support/read-one-log.ts";

const folder = useFolder();
const agent = [
  resolved("github.com", "140.82.116.3"),
  called("github.com", "140.82.116.3", { process: "git" }),
];
const log = buildJobLog({ agent });
const found = (path: string) => Array.fromAsync(readLogs([path]));

describe("a log gives the same in every form", () => {
  test.each([...formsOf(log)])("%s", async (name, content) => {
    const plain = await readOneLog(folder.write("plain.txt", log));
    expect(plain.endpoints.map(({ host }) => host)).toEqual(["github.com"]);
    const logs = (await found(folder.write("log", content))).flatMap((one) =>
      one.kind === "log" ? [one.observation] : [],
    );
    expect(logs, name).toEqual([plain]);
  });
});

test("a folder stands for all logs below it, and names what is none", async () => {
  const path = join(folder.path, "runs");
  mkdirSync(join(path, "ci"), { recursive: true });
  writeFileSync(join(path, "ci", "1.txt"), log);
  writeFileSync(join(path, "2.txt.gz"), gzipSync(log));
  writeFileSync(join(path, "notes.md"), "# Notes\n");
  expect((await found(path)).map(({ kind, source }) => [kind, source.slice(path.length)])).toEqual([
    ["log", "/2.txt.gz"],
    ["other", "/notes.md"],
    ["log", "/ci/1.txt"],
  ]);
});

test("what gh prints of a run holds a log for each job", async () => {
  const other = buildJobLog({ agent, jobName: "test (18, linux)" });
  const path = folder.write("run.txt", asGhLog(log) + asGhLog(other, "test (18, linux)"));
  const names = (await found(path)).map((one) => (one.kind === "log" ? one.observation.jobName : one.source));
  expect(names).toEqual(["build", "test (18, linux)"]);
});

test("a job's own file in the zip of a run counts, and not its steps' beside it", async () => {
  const path = folder.write("run.zip", buildZip({ "0_build.txt": log, "build/1_Set up job.txt": log }));
  expect((await found(path)).map(({ source }) => source)).toEqual([`${path}/0_build.txt`]);
});

describe("what is no job log is an error that says what it looks like", () => {
  test.each<[string, string | Buffer, string]>([
    ["an empty file", "", "it looks like an empty file"],
    ["a page", "\n<!DOCTYPE html><html>", "it looks like a web page"],
    [
      "an answer of the API",
      '{"message": "Not Found", "documentation_url": "https://…"}',
      "an error that GitHub's API answered with",
    ],
    [
      "the log store's answer",
      "\uFEFF<?xml version='1.0'?><Error><Code>BlobNotFound</Code></Error>",
      "GitHub's log store that it does not have",
    ],
    ["JSON", '{"jobs": []}', "it looks like JSON"],
    ["a workflow", "name: ci\non: push\njobs:\n  build:\n", "it looks like a workflow file"],
    ["a patch", "diff --git a/x b/x\n", "it looks like a patch"],
    ["a pointer", "version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS"],
    ["a picture", Buffer.from("89504e470d0a1a0a0000", "hex"), "it looks like a binary file"],
    ["a tar", Buffer.concat([Buffer.alloc(257), Buffer.from("ustar\0"), Buffer.alloc(200)]), "a tar archive"],
    ["prose", "Hello\nworld\n", "text whose lines do not begin with a time"],
    ["an empty zip", buildZip({}), "holds no job log: it is empty"],
    [
      "a zip of others",
      buildZip({ "a.txt": "x", "b.txt": "y" }),
      "holds no job log: none of its 2 files is one",
    ],
    ["a damaged zip", asRunZip(log).subarray(0, 300), "cannot read "],
    ["a damaged gzip", gzipSync(log).subarray(0, 200), "it is damaged ("],
    [
      "a zip packed over and over",
      [1, 2, 3, 4].reduce((inner) => buildZip({ "x.zip": inner }), asRunZip(log)),
      "is packed more than 3 times",
    ],
  ])("%s", async (_, content, message) => {
    await expect(found(folder.write("file", content))).rejects.toThrow(message);
  });
});

test("many logs are read with the memory of one", async () => {
  const path = folder.write("log.txt", log);
  await readOneLog(path);
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 20; count += 1) expect((await readOneLog(path)).status).toBe("recorded");
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
});

test("the output of gh is cut into the jobs' lines however the pieces come", () => {
  const jobs = fc.array(
    fc.tuple(
      fc.constantFrom("a", "b / c", "ü"),
      fc.array(fc.stringMatching(/^[^\n]{0,8}$/), { minLength: 1 }),
    ),
  );
  fc.assert(
    fc.property(jobs, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (printed, sizes) => {
      const text = Buffer.from(
        printed.flatMap(([job, lines]) => lines.map((line) => `${job}\tstep\t${line}\n`)).join(""),
      );
      const parts: { job: string; text: Buffer[] }[] = [];
      const splitter = createGhLogSplitter((job) => {
        const part = { job, text: [] as Buffer[] };
        parts.push(part);
        return { push: (bytes) => void part.text.push(Buffer.from(bytes)) };
      });
      for (let at = 0, turn = 0; at < text.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        splitter.push(text.subarray(at, at + size));
        at += size;
      }
      splitter.end();
      const joined = printed.reduce<[string, string][]>((sum, [job, lines]) => {
        const last = sum.at(-1);
        const own = lines.map((line) => `${line}\n`).join("");
        if (last?.[0] === job) last[1] += own;
        else sum.push([job, own]);
        return sum;
      }, []);
      expect(parts.map((part) => [part.job, Buffer.concat(part.text).toString()])).toEqual(joined);
    }),
  );
});
