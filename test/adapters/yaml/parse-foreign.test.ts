import { globSync, readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { parseForeignSettings, parseForeignWorkflow } from "../../../src/adapters/yaml/parse-foreign.ts";
import { createParsingLane } from "../../../src/adapters/yaml/parsing-lane.ts";
import { parseSettings } from "../../../src/domain/settings/parse-settings.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { hostileTexts, ordinaryText } from "../../support/hostile-yaml.ts";

const hostile = Object.entries(hostileTexts);

describe("a hostile workflow file gives a file or a problem", () => {
  test.each(hostile)("%s", async (_, textOf) => {
    const result = await parseForeignWorkflow(textOf(40_000));
    expect(result.ok ? "file" : result.problem.message).toMatch(/^[^\n]{1,300}$/);
  });

  test.each(hostile)("%s, of 1 MiB: too large to be looked at", async (_, textOf) => {
    const result = await parseForeignWorkflow(textOf(1_048_576));
    expect(result).toMatchObject({ ok: false, problem: { code: "too-large" } });
  });

  test.each(hostile)("%s, as settings: mistakes", async (_, textOf) => {
    for (const length of [40_000, 1_048_576]) {
      const result = await parseForeignSettings(textOf(length));
      expect(result.ok ? [] : result.mistakes.length).not.toBe(0);
    }
  });
});

describe("what comes through the door is what the parser says", () => {
  const texts = globSync("test/fixtures/workflows/**/*.yml").map((path) => readFileSync(path, "utf8"));

  test.each(
    [...texts, ordinaryText(20_000), "jobs: [\n", "on: push\n", "a\rb"].map((text) => [
      text.slice(0, 30),
      text,
    ]),
  )("%j", async (_, text) => {
    const direct = parseWorkflowFile(text);
    const foreign = await parseForeignWorkflow(text);
    if (!direct.ok || !foreign.ok) {
      expect(foreign).toEqual(direct);
      return;
    }
    const guards = (parsed: typeof direct) =>
      parsed.file.jobs.map(({ id, name, hasMatrix, calls, guards }) => ({
        id,
        name,
        hasMatrix,
        calls,
        guards: guards.map(({ index, ref, comment, inputs, uses }) => ({
          index,
          ref,
          comment,
          inputs: [...inputs.keys()],
          at: parsed.file.positionOf(uses.range?.[0] ?? 0),
        })),
      }));
    expect(guards(foreign)).toEqual(guards(direct));
    expect(foreign.file.root.toJSON()).toEqual(direct.file.root.toJSON());
  });

  test.each(["ready:\n  runs: 5\n", "redy: 1\n", "ready: [\n", ""])("settings: %j", async (text) => {
    expect(await parseForeignSettings(text)).toEqual(parseSettings(text));
  });
});

describe("a thread", () => {
  test("that is late is ended: its text has no answer, and the next one has", async () => {
    const ask = createParsingLane(0);
    expect(await ask("workflow", hostileTexts["escaped line ends in quotes"]?.(500_000) ?? "")).toBe("late");
    const patient = createParsingLane(60_000);
    expect(await patient("workflow", "jobs: {}\n")).toMatchObject({ ok: true });
  });

  test("answers in the order of the questions", async () => {
    const ask = createParsingLane(60_000);
    const answers = await Promise.all([
      ask("workflow", "a"),
      ask("workflow", "jobs: {}\n"),
      ask("settings", ""),
    ]);
    expect(answers.map((answer) => typeof answer === "object" && answer.ok)).toEqual([false, true, true]);
  });
});

test("512 KiB of an ordinary file are read while others have their turns", async () => {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  const result = await parseForeignWorkflow(ordinaryText(524_288));
  clearInterval(timer);
  delay.disable();
  expect(result.ok && result.file.jobs.length).toBeGreaterThan(900);
  expect(turns).toBeGreaterThan(10);
  process.stdout.write(
    `512 KiB of YAML: the event loop was held for ${(delay.max / 1e6).toFixed(0)} ms at most\n`,
  );
});
