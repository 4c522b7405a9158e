import { describe, expect, test } from "vitest";
import { call, firstJob, github, path, repository, useFakeGitHub, workflow } from "./harness.ts";

useFakeGitHub();

describe("runs and logs", () => {
  const log = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

  function addRun() {
    return github.addRun({
      repository,
      path: workflow,
      createdAt: "2026-07-01T10:00:00Z",
      jobs: [{ name: "build", log, steps: [{ name: "Set up job" }] }],
    });
  }

  async function signedUrl(jobId: number) {
    const answer = await call("GET", `${path}/actions/jobs/${jobId}/logs`);
    expect(answer.status).toBe(302);
    return answer.headers.get("location") ?? "";
  }

  test.each([
    ["bytes=0-9", 206, 0, 10],
    ["bytes=299990-", 206, 299_990, 300_000],
    ["bytes=299990-999999", 206, 299_990, 300_000],
    ["bytes=-10", 200, 0, 300_000],
    ["bytes=0-1,4-5", 200, 0, 300_000],
    [null, 200, 0, 300_000],
  ])("range %s", async (range, status, start, end) => {
    const job = firstJob(addRun());
    const response = await fetch(await signedUrl(job.id), range === null ? {} : { headers: { range } });
    expect(response.status).toBe(status);
    expect(Buffer.from(await response.arrayBuffer()).equals(log.subarray(start, end))).toBe(true);
    const expected = status === 206 ? `bytes ${start}-${end - 1}/300000` : null;
    expect(response.headers.get("content-range")).toBe(expected);
    expect(github.logBytesSent(job.id)).toBe(end - start);
  });

  test("a store can be without ranges, and refuses ranges behind the end", async () => {
    const url = await signedUrl(firstJob(addRun()).id);
    expect((await fetch(url, { headers: { range: "bytes=300000-" } })).status).toBe(416);
    github.setLogRanges(false);
    expect((await fetch(url, { headers: { range: "bytes=0-9" } })).status).toBe(200);
  });

  test("a signed address holds one minute and takes no Authorization", async () => {
    const job = firstJob(addRun());
    const url = await signedUrl(job.id);
    expect((await fetch(url, { headers: { authorization: "Bearer x" } })).status).toBe(400);
    expect(github.violations).toEqual([expect.stringContaining("Authorization")]);
    expect((await fetch(url.replace(/logs\/\d+/, "logs/1"))).status).toBe(403);
    github.clock.advance(59_000);
    expect((await fetch(url)).status).toBe(200);
    github.clock.advance(2_000);
    expect((await fetch(url)).status).toBe(403);
  });

  test("a log can be missing in each of GitHub's ways", async () => {
    const job = firstJob(addRun());
    const status = async () => (await call("GET", `${path}/actions/jobs/${job.id}/logs`)).status;
    github.setLog(job, "expired");
    expect(await status()).toBe(410);
    github.setLog(job, "missing");
    expect(await status()).toBe(404);
    github.setLog(job, "blob-not-found");
    const response = await fetch(await signedUrl(job.id));
    expect(response.status).toBe(200);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.toString()).toMatch(/^\uFEFF<\?xml.*BlobNotFound/);
  });

  test("a client that leaves early is counted for what it was sent", async () => {
    const large = Buffer.alloc(64 * 1024 * 1024, "x");
    const run = github.addRun({ repository, path: workflow, jobs: [{ name: "build", log: large }] });
    const response = await fetch(await signedUrl(firstJob(run).id));
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(github.logBytesSent()).toBeLessThan(large.length / 2);
  });

  test("attempts are kept apart, the run shows the latest", async () => {
    const first = addRun();
    github.addRun({
      repository,
      id: first.id,
      attempt: 2,
      path: workflow,
      runStartedAt: "2026-07-02T10:00:00Z",
      jobs: [{ name: "build", log: null }],
    });
    const run = (await call("GET", `${path}/actions/runs/${first.id}`)).body;
    expect(run).toMatchObject({
      run_attempt: 2,
      created_at: "2026-07-01T10:00:00Z",
      run_started_at: "2026-07-02T10:00:00Z",
      run_number: 1,
    });
    const jobs = async (attempt: number) =>
      (await call("GET", `${path}/actions/runs/${first.id}/attempts/${attempt}/jobs?per_page=100`)).body;
    expect((await jobs(1)).jobs).toMatchObject([{ id: firstJob(first).id, steps: [{ number: 1 }] }]);
    expect((await jobs(2)).jobs[0].id).not.toBe(firstJob(first).id);
    expect((await call("GET", `${path}/actions/runs/${first.id}/attempts/3`)).status).toBe(404);
  });

  test.each([
    ["runs?branch=main&event=push", 2],
    ["runs?branch=other", 0],
    ["runs?status=success", 1],
    ["runs?status=completed", 2],
    ["runs?created=%3E%3D2026-07-02", 1],
    ["runs?created=2026-07-01..2026-07-02", 2],
    ["workflows/ci.yml/runs?per_page=1", 2],
  ])("%s", async (query, count) => {
    addRun();
    github.addRun({
      repository,
      path: `octo-org/octo-repo/${workflow}@main`,
      conclusion: "failure",
      createdAt: "2026-07-02T10:00:00Z",
      jobs: [],
    });
    expect((await call("GET", `${path}/actions/${query}`)).body.total_count).toBe(count);
    expect((await call("GET", `${path}/actions/workflows/other.yml/runs`)).status).toBe(404);
    expect(github.violations).toEqual([]);
  });
});
