import { describe, expect, test } from "vitest";
import { matchJob, type NamedJob } from "../../../../src/domain/workflow/jobs/match-job.ts";

const job = (id: string, name: string | null = null, hasMatrix = false): NamedJob => ({
  id,
  name,
  hasMatrix,
});

describe("a job is found by its display name", () => {
  test.each<[string, NamedJob[], boolean, string]>([
    ["build", [job("build"), job("test")], false, "build"],
    ["Build it", [job("build", "Build it"), job("test")], false, "build"],
    ["test (18, ubuntu-latest)", [job("test", null, true), job("test-other", null, true)], false, "test"],
    ["Unit tests (18)", [job("a", "Unit tests", true), job("b", "Unit", true)], false, "a"],
    [
      "Node 18 on ubuntu",
      [job("a", "Node ${{ matrix.node }} on ${{ matrix.os }}", true), job("b", "Lint")],
      false,
      "a",
    ],
    ["call / build", [job("build"), job("test")], true, "build"],
    ["outer (1) / inner / build (2)", [job("build", null, true), job("test")], true, "build"],
    ["call / a / b", [job("x", "a / b"), job("y", "c")], true, "x"],
    [`${"x".repeat(97)}...`, [job("long", "x".repeat(120)), job("y")], false, "long"],
    // GitHub's cut halves the emoji.
    [
      `${"x".repeat(96)}\uFFFD...`,
      [job("long", `${"x".repeat(96)}😀${"x".repeat(20)}`), job("y")],
      false,
      "long",
    ],
    [`${"x".repeat(50)} (${"y".repeat(45)}...`, [job("long", "x".repeat(50), true), job("y")], false, "long"],
  ])("%j", (name, jobs, isCalled, id) =>
    expect(matchJob(name, jobs, isCalled)).toEqual({ kind: "matched", id }),
  );

  test.each<[string, NamedJob[], boolean]>([
    ["deploy", [job("build")], false],
    ["build (18)", [job("build")], false],
    ["call / build", [job("build")], false],
    ["build", [job("build")], true],
    ["build extra", [job("build", null, true)], false],
    ["aba", [job("x", "ab${{ a }}ba")], false],
  ])("%j is none of them", (name, jobs, isCalled) =>
    expect(matchJob(name, jobs, isCalled)).toEqual({ kind: "none" }),
  );

  test("several that could have it are ambiguous", () => {
    const jobs = [job("a", "Same"), job("b", "Same"), job("c", "${{ matrix.name }}", true)];
    expect(matchJob("Same", jobs, false)).toEqual({ kind: "ambiguous", ids: ["a", "b", "c"] });
  });
});
