import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkText } from "../../src/domain/guard/check/check.ts";

const page = readFileSync("docs/action.md", "utf8");
const action = parse(readFileSync("action.yml", "utf8")) as {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
};
const workflows = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);

interface Step {
  readonly uses: string;
  readonly id?: string;
  readonly with?: Readonly<Record<string, string>>;
}

test("there is a workflow to copy for each mode", () => {
  const modes = workflows.map((text) => /mode: (\w+)/.exec(text)?.[1]);
  expect(modes).toEqual(["check", "survey", "propose"]);
});

test.each(workflows)(
  "a workflow to copy is one, names only what the Action has, and pins the others: %s",
  (text) => {
    expect(checkText(text).findings).toEqual([]);
    const { on, jobs } = parse(text) as {
      readonly on: unknown;
      readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
    };
    expect(on).toBeTypeOf("object");
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const own = steps.filter(({ uses }) => uses === "OWNER/egress-bot@v1");
    expect(own).toHaveLength(1);
    for (const name of Object.keys(own[0]?.with ?? {})) expect(action.inputs).toHaveProperty(name);
    for (const [, name = ""] of text.matchAll(/steps\.egress\.outputs\.([\w-]+)/g))
      expect(action.outputs).toHaveProperty(name);
    for (const { uses } of steps.filter((step) => !own.includes(step)))
      expect(uses).toMatch(/@[0-9a-f]{40}$/);
  },
);
