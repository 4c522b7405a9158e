import { describe, expect, test } from "vitest";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { Run } from "../../support/baseline-builder.ts";
import {
  addRepository,
  branch,
  headCommit,
  path,
  run,
  runsCalling,
  store,
  teach,
  textOn,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const today = (Date.now() - Date.UTC(2026, 0, 1)) / 86_400_000;
/** Runs in block mode, a day apart from so many days from now on. */
function later(from: number, count: number, run: Partial<Run> = {}): readonly Run[] {
  return Array.from({ length: count }, (_, index) => ({
    calls: ["a.example.com"],
    steps: ["Run make"],
    enforcement: { state: "enforced" },
    runId: 5_000 + Math.round(from) * 100 + index,
    day: today + from + index * 0.5,
    ...run,
  }));
}

/** A repository whose list the bot proposed and people merged. */
async function merged(): Promise<FakeRepository> {
  const repository = addRepository(workflow("build"));
  const calls = runsCalling(["a.example.com", "old.example.com"], 40).map((one, index) => ({
    ...one,
    day: today - 45 + index,
  }));
  await teach(repository, "build", calls);
  const { pullRequest } = await run(repository);
  repository.mergePull(pullRequest ?? 0, "mona");
  expect(await run(repository)).toMatchObject({ action: "none", jobs: [{ state: "unproven" }] });
  return repository;
}

const list = (...entries: readonly string[]): string =>
  workflow("build").replace(
    "egress-policy: audit",
    `egress-policy: block\n          allowed-endpoints: >${entries.map((entry) => `\n            ${entry}`).join("")}`,
  );

describe("an entry of the bot's that nothing has called for a quarter", () => {
  test("is proposed to be dropped, once a month, and never beside a repair", async () => {
    const repository = await merged();
    await teach(repository, "build", later(50, 60));
    expect(await run(repository)).toMatchObject({ action: "none" });
    await teach(repository, "build", later(92, 4));
    const { action, pullRequest, removed } = await run(repository);
    expect({ action, removed }).toEqual({ action: "opened", removed: ["old.example.com:443"] });
    const pull = repository.pull(pullRequest ?? 0);
    expect(pull.title).toBe("ci.yml: remove 1 unused endpoint from build");
    expect(textOn(repository, branch)).toBe(list("a.example.com:443"));
    expect(pull.body).toMatch(/^\*\*Removes 1 endpoint that job `build` no longer calls\.\*\*/);
    expect(pull.body).toMatch(/\| `old\.example\.com:443` \| \d+ \w+ 20\d\d \| \d+ \w+ 20\d\d \| 6\d \|/);
    expect(pull.body).not.toContain("Blocks all outbound traffic");
    expect(headCommit(repository, branch).message).toContain("- build: old.example.com:443\n");
    expect(await run(repository)).toMatchObject({ action: "unchanged" });

    await teach(repository, "build", later(95, 1, { refused: ["new.example.com"], failed: true }));
    expect(await run(repository)).toMatchObject({ action: "updated", pullRequest });
    expect(repository.pull(pullRequest ?? 0).title).toBe("ci.yml: allow 1 missing endpoint in build");
    expect(textOn(repository, branch)).toBe(
      list("a.example.com:443", "old.example.com:443", "new.example.com:443"),
    );
    // Nobody could answer it, so it was not asked.
    expect(await store.reports.readTrim(repository.id, path)).toBeNull();
    repository.mergePull(pullRequest ?? 0, "mona");
    await store.reports.rememberTrim(repository.id, path, asked(29));
    expect(await run(repository)).toMatchObject({ action: "none" });
    await store.reports.rememberTrim(repository.id, path, asked(31));
    const again = await run(repository);
    expect(again.action).toBe("opened");
    expect(again.removed).toContain("old.example.com:443");
  });

  test("takes along what nothing has called for 75 days, and waits until one is due", async () => {
    const repository = addRepository(workflow("build"));
    const all = ["a.example.com", "old.example.com", "soon.example.com", "used.example.com"];
    await teach(
      repository,
      "build",
      runsCalling(all, 40).map((one, index) => ({ ...one, day: today - 45 + index })),
    );
    const { pullRequest } = await run(repository);
    repository.mergePull(pullRequest ?? 0, "mona");
    await run(repository);
    // Last called 6 days ago, in 8 days and in 20.
    await teach(repository, "build", later(0, 17, { calls: ["soon.example.com", "used.example.com"] }));
    await teach(repository, "build", later(9, 23, { calls: ["used.example.com"] }));
    await teach(repository, "build", later(21, 60));
    await teach(repository, "build", later(82, 1));
    expect(await run(repository)).toMatchObject({ action: "none" });
    await teach(repository, "build", later(85, 1));
    expect(await run(repository)).toMatchObject({
      action: "opened",
      removed: ["old.example.com:443", "soon.example.com:443"],
    });
  });

  /** That another pull request asked so many days ago. */
  const asked = (days: number) => ({
    pullRequest: 0,
    at: new Date(Date.now() - days * 86_400_000).toISOString(),
  });

  const publishing = `${workflow("build")}      - name: Publish\n        run: make publish\n`;
  test.each([
    ["stays where its step did not run", (text: string) => text, null],
    [
      "is proposed to be dropped where the file no longer has its step",
      (text: string) => text.replace(/ {6}- name: Publish[\s\S]*/, ""),
      ["old.example.com:443"],
    ],
  ])("%s", async (_, change, removed) => {
    const repository = addRepository(publishing);
    const calls = Array.from(
      { length: 40 },
      (_, index): Run => ({
        day: today - 45 + index,
        steps: ["Run make", "Publish"],
        endpoints: [{ host: "a.example.com" }, { host: "old.example.com", steps: ["Publish"] }],
      }),
    );
    await teach(repository, "build", calls);
    const { pullRequest } = await run(repository);
    repository.mergePull(pullRequest ?? 0, "mona");
    await run(repository);
    repository.commitFiles(
      "main",
      { [path]: change(textOn(repository, "main") ?? "") },
      { author: "mona", message: "Change" },
    );
    await run(repository);
    await teach(repository, "build", later(92, 70));
    expect(await run(repository)).toMatchObject(
      removed === null
        ? { action: "none", jobs: [{ state: "enforced", reasons: [] }] }
        : { action: "opened", removed },
    );
  });
});

describe("an entry that people want", () => {
  test("as they wrote it is only told of", async () => {
    const repository = addRepository(list("a.example.com:443", "mine.example.com:443"));
    await teach(repository, "build", later(-5, 4));
    await run(repository);
    await teach(repository, "build", later(60, 70));
    const { action, jobs } = await run(repository);
    expect(action).toBe("none");
    expect(jobs[0]?.reasons).toMatchObject([{ code: "entry-unused" }]);
    expect(jobs[0]?.reasons[0]?.message).toMatch(
      /^mine\.example\.com:443 has been in the list since .* and was never called; 70 complete runs/,
    );
  });

  test("as they allowed it is only told of", async () => {
    const repository = await merged();
    await store.decisions.decideEndpoint(repository.id, path, {
      kind: "allow",
      endpoint: "old.example.com:443",
      origin: { kind: "person", login: "mona", at: "2026-01-05T00:00:00Z", reason: "the mirror" },
    });
    await teach(repository, "build", later(60, 70));
    expect(await run(repository)).toMatchObject({
      action: "none",
      jobs: [{ reasons: [{ code: "entry-unused" }] }],
    });
  });
});
