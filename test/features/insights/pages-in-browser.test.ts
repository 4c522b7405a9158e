import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startBrowser } from "../../support/browser.ts";
import { openSample, sampleOrigin } from "../../support/insights/open-sample.ts";
import { readSamples, type SamplePage } from "../../support/insights/render-samples.ts";
import { startTestRedis } from "../../support/redis.ts";

let browser: Browser;
let samples: readonly SamplePage[];

describe.skipIf(chromiumPath === null)("in a browser", () => {
  beforeAll(async () => {
    const redis = await startTestRedis();
    samples = await readSamples(redis.redis);
    await redis.stop();
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    { width: 1_400, colorScheme: "light", names: /./ },
    { width: 360, colorScheme: "dark", names: /^(?:job-build|run|repository|owner|welcome)$/ },
  ] as const)("pages are accessible, fit and keep to the policy at $width px, $colorScheme", async (look) => {
    for (const sample of samples.filter(({ name }) => look.names.test(name))) {
      const { page, complaints } = await openSample(browser, sample, look);
      expect(await page.evaluate("document.documentElement.scrollWidth"), sample.name).toBe(look.width);
      expect(complaints, sample.name).toEqual([]);
      // The policy would not let it in.
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      expect(
        violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" | ")}`,
        ),
        sample.name,
      ).toEqual([]);
      await page.close();
    }
  });

  test("a picture's run opens that run, an endpoint its story", async () => {
    const sample = samples.find(({ name }) => name === "job-build");
    if (sample === undefined) throw new Error("there is no page of a job");
    const { page } = await openSample(browser, sample, { width: 1_400, colorScheme: "light" });
    await page.locator(".names a", { hasText: "nodejs.org" }).click();
    expect(await page.locator("tr:target th").textContent()).toContain("nodejs.org:443");
    const [run] = await page
      .locator(".grid a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    await page.locator(".grid").click({ position: { x: 5, y: 24 } });
    expect(page.url()).toBe(new URL(run ?? "", `${sampleOrigin}${sample.here}`).href);
    await page.close();
  });

  test("the list is copied, rows are filtered, and times tell the reader's own", async () => {
    const sample = samples.find(({ name }) => name === "job-build");
    if (sample === undefined) throw new Error("there is no page of a job");
    const { page } = await openSample(browser, sample, { width: 1_400, colorScheme: "light" });
    await page.getByLabel("Filter").fill("golang");
    expect(await page.locator("#endpoint-rows tr:visible").count()).toBe(1);
    const title = await page
      .locator("#changes time[datetime*=T], #decisions time")
      .first()
      .getAttribute("title");
    expect(title).toMatch(/2026.*your time/);
    await page.close();
  });
});
