// prove: names       names, legs and conditions of 10,000 made-up files each, and all in the folder EGRESS_CORPUS, are read as GitHub's packages do; 3 min
/** Which job a run's job is, and which steps can run, beside GitHub's own parser and evaluator: of made-up files and of real ones. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { data } from "@actions/expressions";
import { falsy } from "@actions/expressions/result";
import type { Job, WorkflowJob } from "@actions/workflow-parser/model/workflow-template";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { canRunOnSuccess } from "../../../../src/domain/workflow/condition.ts";
import { listCandidates } from "../../../../src/domain/workflow/jobs/job-candidates.ts";
import { matchCandidate } from "../../../../src/domain/workflow/jobs/match-candidates.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";
import { displayName, expandMatrix, hasMatrix } from "../../../support/github-names.ts";
import {
  dictionary,
  evaluateAsGitHub,
  oracleCases,
  oracleTimeout,
  parseAsGitHub,
  type World,
} from "../../../support/github-parser.ts";
import { worldFor } from "../../../support/github-world.ts";
import { listFiles } from "../../../support/list-files.ts";
import { createRandom } from "../../../support/random.ts";
import { sizeOf } from "../../../support/size-of.ts";

const path = ".github/workflows/ci.yml";
const commit = "a".repeat(40);

/** A job of a run, and which of the file's it is: the path and the id. */
interface ShownJob {
  readonly name: string;
  readonly owner: string;
}

/** Reads a file and tells whose each job of a run is, by its name: the owner, or null where that is left open. */
async function readOwners(
  text: string,
  read: (path: string) => string | null = () => null,
): Promise<(shown: readonly ShownJob[]) => ReadonlyMap<string, string | null>> {
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const candidates = await listCandidates(
    { path, commit, file: parsed.file },
    { names: ["octo-org/octo-repo"], defaultBranch: "main", referencedWorkflows: [] },
    async (called) => {
      const text = read(called);
      return text === null ? null : parseWorkflowFile(text);
    },
    ["step-security/harden-runner"],
  );
  return (shown) =>
    new Map(
      shown.map(({ name }) => {
        const count = shown.filter((other) => other.name === name).length;
        const match = matchCandidate(name, candidates, count);
        if (match.kind === "none") throw new Error(`no job can be ${name}`);
        if (match.kind === "ambiguous" || match.candidate.kind === "unknown") return [name, null];
        return [name, `${match.candidate.path}#${match.candidate.jobId}`];
      }),
    );
}

/** The jobs that GitHub shows for one job of a file; none where only the run tells its legs. */
function show(job: WorkflowJob, world: World): readonly string[] {
  if (!hasMatrix(job)) return [displayName(job, null, world)];
  return expandMatrix(job).map((leg) => displayName(job, leg, world));
}

describe("a job of a run is never taken for another", () => {
  const ids = ["a", "b", "test"];
  const values = ["a", "b", "test", "1", "1.10", "''", "true", "null", "'b (1)'"];
  const shownTexts = ["", "a", "b", "test", "a (1)", "b (1)", "3.1", "true", "test (a, b)"];
  const matrix = fc.oneof(
    { weight: 1, arbitrary: fc.constant("") },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.subarray(["os", "v"], { minLength: 1 }),
          fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
          fc.option(fc.tuple(fc.constantFrom("os", "extra"), fc.constantFrom(...values))),
        )
        .map(
          ([axes, items, included]) =>
            `    strategy: { matrix: { ${axes.map((axis) => `${axis}: [${items.join(", ")}]`).join(", ")}${
              included === null ? "" : `, include: [{ ${included.join(": ")} }]`
            } } }\n`,
        ),
    },
  );
  const part = fc.constantFrom(
    ...[
      "${{ matrix.os }}",
      "${{ matrix.v }}",
      "${{ matrix.extra }}",
      "${{ matrix.none }}",
      "${{ inputs.x }}",
    ],
    ...["${{ inputs.y }}", "${{ '}}' }}", "${{ '' }}", "${{ 'a' }}", "${{ matrix.os == 'a' && 'b' || '' }}"],
    ...["a", "b", " ", "(1)"],
  );
  const name = fc.oneof(
    fc.constant(null),
    fc.constantFrom("123", "3.10", "true", "''", "null", "a", "b", "test (a, b)", "*named", "1e21"),
    fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => JSON.stringify(parts.join(""))),
  );
  const file = fc
    .tuple(
      fc.subarray(ids, { minLength: 1 }),
      fc.array(fc.tuple(name, matrix), { minLength: 3, maxLength: 3 }),
    )
    .map(
      ([some, shapes]) =>
        `on: push\nenv: { N: &named 3.10 }\njobs:\n${some
          .map((id, at) => {
            const [named = null, legs = ""] = shapes[at] ?? [];
            return `  ${id}:\n${named === null ? "" : `    name: ${named}\n`}    runs-on: x\n${legs}    steps: [{ run: make }]\n`;
          })
          .join("")}`,
    );

  test("by its name, whatever the names and matrices of the file", { timeout: oracleTimeout }, async () => {
    let known = 0;
    let all = 0;
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.constantFrom(...shownTexts),
        fc.constantFrom(...shownTexts),
        async (text, x, y) => {
          const template = await parseAsGitHub(text);
          fc.pre(template !== null);
          const inputs = dictionary({ x: new data.StringData(x), y: new data.StringData(y) });
          const jobs = (template?.jobs ?? []).filter((job): job is Job => job.type === "job");
          const shown = jobs.flatMap((job) =>
            show(job, { inputs }).map((shownName) => ({ name: shownName, owner: `${path}#${job.id.value}` })),
          );
          const owners = (await readOwners(text))(shown);
          for (const { name: shownName, owner } of shown) {
            all += 1;
            const ours = owners.get(shownName) ?? null;
            if (ours === null) continue;
            known += 1;
            expect(ours, shownName).toBe(owner);
          }
        },
      ),
      { numRuns: oracleCases },
    );
    // That nothing is known would be no mistake, and no use.
    expect(known / all).toBeGreaterThan(0.3);
  });
});

const folder = process.env.EGRESS_CORPUS ?? "";
const files = sizeOf("names", { suite: ["test/fixtures/workflows"], whole: [folder] })
  .flatMap((one) => (existsSync(one) ? listFiles(one) : []))
  .filter((file) => /\.ya?ml$/.test(file));
const worldsOfEach = 20;

describe.skipIf(files.length === 0)(
  "real workflow files, of which the folder EGRESS_CORPUS has none where this is skipped",
  () => {
    test("no job is taken for another, and no step that GitHub runs is one that cannot run", {
      timeout: oracleTimeout,
    }, async () => {
      const counts = new Map<string, number>();
      const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
      const random = createRandom(1);
      const choose = (some: readonly string[]): string => some[random.below(some.length)] ?? "";
      for (const file of files) {
        const text = readFileSync(file, "utf8");
        const content = parse(text);
        // Blocks become plain texts, which the package reads without their line ends, as GitHub does.
        const template = await parseAsGitHub(JSON.stringify(content));
        count(template === null ? "files that the package refuses" : "files");
        const jobs = (template?.jobs ?? []).filter((job): job is Job => job.type === "job");
        const ownersOf = await readOwners(text, (called) => readCalled(file, called));
        const names = jobs.flatMap(({ name }) => name?.toString() ?? []);
        const texts = ["", "true", "x", ...jobs.map(({ id }) => id.value)];
        for (let turn = 0; turn < worldsOfEach; turn += 1) {
          const world = worldFor(names, texts, choose);
          const shown = jobs.flatMap((job) =>
            (attempt(() => show(job, world)) ?? []).map((name) => ({
              name,
              owner: `${path}#${job.id.value}`,
            })),
          );
          const owners = ownersOf(shown);
          for (const { name, owner } of shown) {
            const ours = owners.get(name) ?? null;
            count(ours === null ? "names left open" : "names known");
            if (ours !== null) expect(ours, `${file}: ${name}`).toBe(owner);
          }
        }
        for (const job of jobs) {
          count("jobs");
          for (const [at, step] of job.steps.entries()) {
            const written: unknown = content.jobs[job.id.value].steps[at].if;
            const can = canRunOnSuccess(written ?? null);
            count(can ? "steps that may run" : "steps that cannot run");
            const expression = step.if?.expression ?? "success()";
            for (let turn = 0; !can && turn < worldsOfEach; turn += 1) {
              const value = attempt(() =>
                evaluateAsGitHub(expression, worldFor([expression], asked, choose)),
              );
              if (value !== null) count("evaluations of these");
              expect(value === null || falsy(value), `${file}: ${expression}`).toBe(true);
            }
          }
        }
      }
      if (process.env.EGRESS_PROVE === "names")
        process.stdout.write(
          [...counts].map(([what, number]) => `${String(number).padStart(7)}  ${what}\n`).join(""),
        );
      expect(counts.get("files")).toBeGreaterThan(0);
      expect(counts.get("names known")).toBeGreaterThan(0);
    });
  },
);

/** What conditions ask for. */
const asked = ["", "true", "false", "push", "pull_request", "refs/heads/main", "refs/tags/v1", "success"];

/** Null for what the package cannot evaluate: a function of the runner's, or a text that is no JSON. */
function attempt<Value>(evaluate: () => Value): Value | null {
  try {
    return evaluate();
  } catch {
    return null;
  }
}

function readCalled(file: string, called: string): string | null {
  const target = join(file.split("/.github/")[0] ?? "", called);
  return existsSync(target) ? readFileSync(target, "utf8") : null;
}
