import { expect, test } from "vitest";
import { nameJobIn } from "../../../src/domain/text/name-job.ts";

const job = { path: ".github/workflows/ci.yml", jobId: "build" };

test.each([
  ["`/egress propose JOB`", "`/egress propose ci.yml:build`"],
  ["wait, or `/egress relearn build`.", "wait, or `/egress relearn ci.yml:build`."],
  ["`/egress audit ci.yml:build`", "`/egress audit ci.yml:build`"],
  ["`/egress allow a.example.com:443 REASON`", "`/egress allow ci.yml:build a.example.com:443 REASON`"],
  ["`/egress allow ci.yml a.example.com:443 REASON`", "`/egress allow ci.yml a.example.com:443 REASON`"],
  ["`/egress deny cdn*.example.com:443`", "`/egress deny ci.yml cdn*.example.com:443`"],
  ["runs, or `/egress refresh`", "runs, or `/egress refresh ci.yml`"],
  ["`/egress explain a.example.com`", "`/egress explain ci.yml a.example.com`"],
  ["`/egress apply` on the issue", "`/egress apply` on the issue"],
  ["/egress propose JOB", "/egress propose JOB"],
  ["`mode: inline`, then `/egress propose JOB`", "`mode: inline`, then `/egress propose ci.yml:build`"],
])("%s", (sentence, expected) => {
  expect(nameJobIn(sentence, job)).toBe(expected);
});
