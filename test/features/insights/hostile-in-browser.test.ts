import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { jobPageSchema } from "../../../src/domain/insight/job-page.ts";
import { ownerPageSchema } from "../../../src/domain/insight/owner-page.ts";
import { repositoryPageSchema } from "../../../src/domain/insight/repository-page.ts";
import { runPageSchema } from "../../../src/domain/insight/run-page.ts";
import { renderPage } from "../../../src/domain/text/pages/render-page.ts";
import { chromiumPath, startBrowser } from "../../support/browser.ts";
import { makeHostile } from "../../support/insights/make-hostile.ts";
import { openSample } from "../../support/insights/open-sample.ts";
import { readSamples, type SamplePage } from "../../support/insights/render-samples.ts";
import { startTestRedis } from "../../support/redis.ts";

const texts = [
  [
    "HTML, scripts and templates",
    `"'><script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)><a href="javascript:alert(4)">x</a><style>*{display:none}</style><%= it.frame.csrf %><%~ 1 %>\${csrf}{{csrf}}-->`,
  ],
  [
    "what turns its direction, and 10 kB without a space",
    `\u202Egpj.exe\u2066\u200F\u061Cabc\u0000\u001b[31m\u2028${"x".repeat(10_000)}`,
  ],
] as const;

/** Codes and paths, which are in the JSON alone: pages say the same in words, or name the file. */
const unseen = [
  "job endpoints.decision.endpoint",
  "job endpoints.decision.reason",
  "job gates.code",
  "job leftOut.reason",
  "job list.entries",
  "job path",
  "job reasons.code",
  "job refusals.verdict",
  "owner jobs.needs",
  "owner jobs.path",
  "owner needs.needs",
  "owner needs.path",
  "owner proposals.path",
  "repository jobs.path",
  "repository jobs.reasons.code",
  "run attempts.notLearned.code",
  "run jobs.path",
  "run outcomes.job",
  "run outcomes.result",
];

/** What the browser made of a page. */
const look = `({
  foreign: document.querySelectorAll("img, iframe, style, main script, [onerror], [onload], [style]").length,
  scripts: document.scripts.length,
  links: [...document.querySelectorAll("[href]")].filter((one) => /^\\s*javascript:/i.test(one.getAttribute("href"))).length,
  width: document.documentElement.scrollWidth,
  html: document.documentElement.outerHTML,
})`;
const foundSchema = z.object({
  foreign: z.int(),
  scripts: z.int(),
  links: z.int(),
  width: z.int(),
  html: z.string(),
});

let browser: Browser;
let samples: readonly SamplePage[];

/** The names of the fields of a schema that can have a stranger's text. */
function listTextFields(schema: z.ZodType): readonly string[] {
  const fields = new Set<string>();
  const walk = (node: unknown, field: string): void => {
    const { type, properties, items, anyOf, enum: words } = node as Record<string, unknown>;
    if ([type].flat().includes("string") && words === undefined) fields.add(field);
    for (const one of (anyOf as unknown[] | undefined) ?? []) walk(one, field);
    if (items !== undefined) walk(items, field);
    for (const [name, value] of Object.entries(properties ?? {}))
      walk(value, field === "" ? name : `${field}.${name}`);
  };
  walk(z.toJSONSchema(schema), "");
  return [...fields].filter((field) => !/(?:^|\.)(?:url|at|since|day)$/.test(field));
}

describe.skipIf(chromiumPath === null)("in a browser", () => {
  beforeAll(async () => {
    const redis = await startTestRedis();
    samples = await readSamples(redis.redis);
    await redis.stop();
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test("the pages together have a stranger's text in every field that can have any", () => {
    const schemas = {
      job: jobPageSchema,
      run: runPageSchema,
      repository: repositoryPageSchema,
      owner: ownerPageSchema,
    };
    for (const [kind, schema] of Object.entries(schemas)) {
      const pages = samples.filter(({ body }) => body.kind === kind);
      const filled = new Set(pages.flatMap(({ body }) => [...makeHostile(body, "<i>").marks.keys()]));
      expect([kind, listTextFields(schema).filter((field) => !filled.has(field))]).toEqual([kind, []]);
    }
  });

  test("and show it, but for what is in the JSON alone", () => {
    const hidden = new Map<string, boolean>();
    const assets = (name: string): string => `/assets/${name}`;
    for (const { here, body } of samples) {
      const { body: hostile, marks } = makeHostile(body, "<i>");
      const html = renderPage(
        { viewer: "mona", csrf: "", mayWrite: true, here, assets, notice: null },
        hostile,
      );
      for (const [field, some] of marks) {
        const name = `${body.kind} ${field}`;
        const isShown = some.some(
          (mark) => html.includes(`${mark}&lt;i&gt;`) || html.includes(`${mark}%3Ci%3E`),
        );
        hidden.set(name, (hidden.get(name) ?? true) && !isShown);
      }
    }
    expect([...hidden].flatMap(([name, isHidden]) => (isHidden ? [name] : [])).sort()).toEqual(unseen);
  });

  test.each(texts)(
    "%s is text in every field of every page, and the policy is never broken",
    async (_, text) => {
      for (const sample of samples) {
        const { body } = makeHostile(sample.body, text);
        const frame = { viewer: `viewer${text}`, notice: `notice${text}`, csrf: `csrf${text}` };
        const { page, complaints } = await openSample(
          browser,
          { ...sample, body },
          { width: 360, colorScheme: "light" },
          frame,
        );
        expect(complaints, sample.name).toEqual([]);
        const found = foundSchema.parse(await page.evaluate(look));
        const { foreign, scripts, links, width, html } = found;
        expect([sample.name, foreign, scripts, links, width]).toEqual([sample.name, 0, 1, 0, 360]);
        expect(html, sample.name).not.toMatch(/\p{Cf}|\p{Zl}|(?!\n)\p{Cc}/u);
        await page.close();
      }
    },
  );
});
