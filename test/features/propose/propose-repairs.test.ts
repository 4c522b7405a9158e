import { describe, expect, test } from "vitest";
import { readMarks } from "../../../src/domain/marks/digest.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { Run } from "../../support/baseline-builder.ts";
import {
  addRepository,
  branch,
  dead,
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

/** The jobs of `workflow` in block mode, each with a list. */
function blocking(list: readonly string[], ...jobs: readonly string[]): string {
  const lines = list.map((entry) => `\n            ${entry}`).join("");
  return workflow(...jobs).replaceAll(
    "egress-policy: audit",
    `egress-policy: block\n          allowed-endpoints: >${lines}`,
  );
}

const list = ["a.example.com:443"];
const ok: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" } };
const failing = (...refused: readonly string[]): Run => ({ ...ok, refused, failed: true });

async function proposeRepair(repository: FakeRepository) {
  const result = await run(repository);
  if (result.pullRequest === null) throw new Error("no pull request was opened");
  return { result, pull: repository.pull(result.pullRequest) };
}

describe("a job that was refused what it needs", () => {
  test("gets a pull request with what is missing only, labelled, and with a way back", async () => {
    const repository = addRepository(blocking(list, "build", "test"));
    await teach(repository, "build", [ok, failing("b.example.com")]);
    await teach(repository, "test", [ok]);
    const { result, pull } = await proposeRepair(repository);
    expect(result).toMatchObject({ action: "opened", added: ["b.example.com:443"], removed: [] });
    expect(textOn(repository, branch)).toBe(
      blocking(list, "build", "test").replace(
        "a.example.com:443",
        "a.example.com:443\n            b.example.com:443",
      ),
    );
    expect(pull.title).toBe("ci.yml: allow 1 missing endpoint in build");
    expect(pull.labels).toEqual(["egress-repair"]);
    expect(pull.body).toMatch(/^\*\*Adds 1 missing endpoint to the list of job `build`\.\*\*/);
    expect(pull.body).toContain("Block mode refused it in 1 run, which failed ([2 Jan 2026](");
    expect(pull.body).toContain("| `b.example.com:443` | not a well-known service | Run tests · `curl` |");
    expect(pull.body).toContain("**Block nothing for now:** `/egress audit build`");
    expect(pull.body).not.toContain("Blocks all outbound traffic");
    expect(headCommit(repository, branch).message).toBe(
      "ci.yml: allow 1 missing endpoint in build\n\nBlock mode refused these endpoints, and the jobs need them:\n\n- build: b.example.com:443\n",
    );
    expect(await run(repository)).toMatchObject({ action: "unchanged" });
  });

  test("shows beside it what is refused and not proposed, and why", async () => {
    const repository = addRepository(blocking(list, "build"));
    const suspects = new Map([
      [
        "evil.example.net:443",
        ["package-lock.json", "octo-org/octo-action@v1 0123456789012345678901234567890123456789"],
      ],
    ]);
    await teach(repository, "build", [
      ok,
      failing("b.example.com"),
      { ...failing("evil.example.net"), suspects },
      { ...ok, refused: ["a.example.com!", "203.0.113.7"] },
    ]);
    const { pull } = await proposeRepair(repository);
    expect(textOn(repository, branch)).not.toContain("evil");
    expect(pull.body).toContain("**Also refused, and not proposed:**");
    expect(pull.body).toMatch(
      /\| evil\.example\.net:443 was refused in 1 run that failed, for the first time right after octo-org\/octo-action&#64;&#8203;v1 and 1 more changed, so it may be an attack \| `.egress allow ci\.yml:build evil\.example\.net:443 REASON/,
    );
    expect(pull.body).toContain(
      "a.example.com:443 was refused in 1 run although the list has it, so no list helps",
    );
    expect(pull.body).toContain("the address 203.0.113.7 was dropped in 1 run: a list takes only names");
  });

  test("and the repair is merged: nothing is left to propose", async () => {
    const repository = addRepository(blocking(list, "build"));
    await teach(repository, "build", [ok, failing("b.example.com")]);
    const { result } = await proposeRepair(repository);
    repository.mergePull(result.pullRequest ?? 0, "mona");
    expect(await run(repository)).toMatchObject({
      action: "none",
      jobs: [{ jobId: "build", state: "enforced", reasons: [] }],
    });
  });

  test("of a name that does not resolve gets none", async () => {
    const repository = addRepository(blocking(list, "build"));
    dead.add("b.example.com");
    await teach(repository, "build", [ok, failing("b.example.com")]);
    expect(await run(repository)).toMatchObject({ action: "none", jobs: [{ state: "enforced" }] });
  });

  test("while a proposal for another job is open: joins it, with the label", async () => {
    const text = workflow("ready") + blocking(list, "build").replace(/^[\s\S]*?jobs:\n/, "");
    const repository = addRepository(text);
    await teach(repository, "ready", runsCalling(["a.example.com"]));
    const { pull } = await proposeRepair(repository);
    expect(pull.labels).toEqual([]);
    await teach(repository, "build", [ok, failing("b.example.com")]);
    expect(await run(repository)).toMatchObject({ action: "updated", pullRequest: pull.number });
    const now = repository.pull(pull.number);
    expect(now.labels).toEqual(["egress-repair"]);
    expect(now.title).toBe("ci.yml: allow 1 missing endpoint in build; block egress in ready (1 endpoint)");
    expect(now.body).toMatch(
      /### `build`: allow 1 missing endpoint[\s\S]*### `ready`: block all but 1 endpoint/,
    );
  });
});

describe("a job that somebody wants back in audit mode", () => {
  test("replaces its repair by the way back, and is left alone after the merge", async () => {
    const repository = addRepository(blocking(list, "build"));
    await teach(repository, "build", [
      ...runsCalling(["a.example.com"]),
      { ...failing("b.example.com"), day: 30 },
    ]);
    const { pull } = await proposeRepair(repository);
    const before = readMarks(pull.body).digest;
    await store.decisions.decideJob(repository.id, path, "build", {
      kind: "audit",
      login: "mona",
      at: "2026-02-01T10:00:00Z",
    });
    expect(await run(repository)).toMatchObject({ action: "updated", pullRequest: pull.number });
    const now = repository.pull(pull.number);
    expect(now.title).toBe("ci.yml: return build to audit mode");
    expect(readMarks(now.body).digest).not.toBe(before);
    expect(now.body).toContain("Requested by mona on 1 Feb 2026.");
    expect(textOn(repository, branch)).toBe(blocking(list, "build").replace("block", "audit"));
    repository.mergePull(pull.number, "mona");
    expect(await run(repository)).toMatchObject({ action: "none", jobs: [{ state: "ignored" }] });
  });
});
