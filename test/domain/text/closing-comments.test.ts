import { expect, test } from "vitest";
import { renderClosed, renderHandsOff } from "../../../src/domain/text/closing-comments.ts";

const job = {
  learned: null,
  recommendation: null,
  readiness: null,
  overridden: [],
  decision: null,
  unguardedLegs: [],
  enforcement: null,
  unenforced: [],
  trouble: null,
  misses: [],
  repairs: [],
  unused: [],
  denied: [],
  pin: null,
};

test("a closing comment says how each guarded job stands", () => {
  const text = renderClosed(".github/workflows/ci.yml", {
    ok: true,
    jobs: [
      { ...job, jobId: "build", state: "enforced", reasons: [] },
      { ...job, jobId: "test", state: "held", reasons: [{ code: "x", message: "<b> @octocat" }] },
      { ...job, jobId: "lint", state: "not-guarded", reasons: [] },
    ],
  });
  expect(text).toContain("| `build` | blocking | – | – |\n");
  expect(text).toContain("| `test` | held | &lt;b&gt; &#64;&#8203;octocat | – |\n");
  expect(text).not.toContain("lint");
});

test.each([
  [null, "The default branch no longer has the file."],
  [
    { ok: false, problem: { code: "syntax-error", message: "a | b", line: 3, column: 4 } },
    "The file cannot be read (line 3, column 4): a &#124; b.",
  ],
] as const)("a closing comment for %j", (assessed, words) => {
  expect(renderClosed(".github/workflows/ci.yml", assessed)).toContain(words);
});

test("a closing comment for very many jobs counts the rest", () => {
  const jobs = Array.from({ length: 300 }, (_, at) => ({
    ...job,
    jobId: `${at}${"@".repeat(1_000)}`,
    state: "held" as const,
    reasons: [{ code: "x", message: "@".repeat(10_000) }],
  }));
  const text = renderClosed(".github/workflows/ci.yml", { ok: true, jobs });
  expect(text).toMatch(/… and 2[789]0 more/);
  expect(text.length).toBeLessThan(65_536);
});

test.each([
  [true, "remove the other commits from the branch"],
  [false, "close this and delete the branch"],
])(
  "the hands-off comment names the branch and the way back, on a pull request of the bot's: %s",
  (isOwn, way) => {
    const text = renderHandsOff("egress-bot/ci.yml", isOwn);
    expect(text).toContain("`egress-bot/ci.yml`");
    expect(text).toContain(way);
  },
);
