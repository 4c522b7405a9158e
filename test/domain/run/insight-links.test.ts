import fc from "fast-check";
import { expect, test } from "vitest";
import { linkInsights, links } from "../../../src/domain/run/insight-links.ts";

const repository = { owner: "octo-org", name: "shop" };
const pages = "https://egress.example.com";
const path = ".github/workflows/ci.yml";
/** Halves of characters among it. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units));
const [build, lint] = [{ jobId: "build" }, { jobId: "lint" }];

test.each([
  ["one job", [build], "/octo-org/shop/jobs/ci.yml/build"],
  ["one job, named twice", [build, build], "/octo-org/shop/jobs/ci.yml/build"],
  ["several jobs", [build, lint], "/octo-org/shop"],
  ["no job", [], "/octo-org/shop"],
])("a text about %s links its page", (_, jobs, page) => {
  expect(linkInsights(pages, repository, path, jobs)).toBe(`${pages}${page}`);
});

test("without pages there is no link", () => {
  expect(linkInsights(undefined, repository, path, [build])).toBeNull();
});

test("any names give the address that they are read from again, and end no link in Markdown", () => {
  fc.assert(
    fc.property(anyText, anyText, (file, job) => {
      const link = links.job(repository, file, job);
      expect(link).toMatch(/^\/octo-org\/shop\/jobs\/[\w.~%-]*\/[\w.~%-]*$/);
      const [, , , , ...parts] = link.split("/");
      expect(parts.map(decodeURIComponent)).toEqual([file.toWellFormed(), job.toWellFormed()]);
    }),
  );
});
