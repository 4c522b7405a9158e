import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Lexer } from "yaml";
import {
  addRepository,
  branch,
  dead,
  path,
  run,
  runsCalling,
  teach,
  textOn,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

// What is read goes to a thread that parses it; what is edited is parsed here.
const ask = vi.spyOn(Worker.prototype, "postMessage");
const lex = vi.spyOn(Lexer.prototype, "lex");

afterEach(() => {
  ask.mockClear();
  lex.mockClear();
});

const quiet = runsCalling(["a.example.com"]);

/** The texts that one proposal parses: those that are read, then those that are edited. */
async function parsedBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  ask.mockClear();
  lex.mockClear();
  await work();
  return [...ask.mock.calls.map(([question]) => question.text), ...lex.mock.calls.map(([text]) => text)];
}

describe("one proposal parses the default branch's text once, and YAML four times at most", () => {
  test("when it opens, when nothing is new, and when something is", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    const text = workflow("build");

    const opening = await parsedBy(() => run(repository));
    const proposed = textOn(repository, branch) ?? "";
    expect(opening).toEqual([text, proposed]);

    const again = await parsedBy(() => run(repository));
    expect([...again].sort()).toEqual([text, proposed, proposed].sort());

    await teach(repository, "build", [{ calls: ["a.example.com", "new.example.com"], steps: ["Run make"] }]);
    const updating = await parsedBy(() => run(repository));
    expect([...updating].sort()).toEqual([text, proposed, textOn(repository, branch) ?? ""].sort());
  });

  test("where a listed host does not resolve", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", [
      ...quiet,
      { calls: ["gone.example.com"], steps: ["Run make"] },
      ...quiet,
    ]);
    dead.add("gone.example.com");
    const texts = await parsedBy(() => run(repository));
    expect(textOn(repository, branch)).not.toContain("gone.example.com");
    expect(texts.filter((text) => text === workflow("build"))).toHaveLength(1);
    expect(texts.length).toBeLessThanOrEqual(4);
  });

  test("where the file cannot be read", async () => {
    const repository = addRepository("jobs: [\n");
    expect(await parsedBy(() => run(repository))).toEqual(["jobs: [\n"]);
  });

  test("beside the settings, which are one text more", async () => {
    const settings = "report: none\n";
    const repository = addRepository({ [path]: workflow("build"), ".github/egress-bot.yml": settings });
    await teach(repository, "build", quiet);
    const texts = await parsedBy(() => run(repository));
    expect([...texts].sort()).toEqual([workflow("build"), textOn(repository, branch) ?? "", settings].sort());
  });
});
