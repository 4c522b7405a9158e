import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "../../../e2e/bot.ts";
import { createPlainBrowser, type PlainBrowser } from "../../../support/pages/browser.ts";

const count = 520;
const file = ".github/workflows/ci.yml";
const hour = 3_600_000;
const nameOf = (number: number): string => `r-${String(number).padStart(3, "0")}`;

let world: World;
let browser: PlainBrowser;

beforeAll(async () => {
  world = await startWorld({ hasPages: true });
  const { github, app, store } = world;
  const large = github.addInstallation({ appId: app.id, account: "large-org" });
  for (let number = 0; number < count; number += 1) {
    // One in forty is not for the reader.
    const isHidden = number % 40 === 7;
    const { id, state } = github.addRepository({
      owner: "large-org",
      name: nameOf(number),
      installationId: large.id,
      private: true,
      files: { a: "" },
      collaborators: isHidden ? {} : { reader: "read" },
    });
    const needs = number % 9 === 0 ? "review" : number % 7 === 0 ? "endpoint-missing" : null;
    await store.standings.note(
      {
        id,
        owner: "large-org",
        ownerId: state.owner.id,
        name: nameOf(number),
        nodeId: state.nodeId,
        url: `http://${github.host}/large-org/${nameOf(number)}`,
        defaultBranch: "main",
        isArchived: false,
        visibility: "private",
      },
      file,
      [
        {
          jobId: "build",
          state: needs === null ? "enforced" : needs === "review" ? "proposed" : "missing",
          since: null,
          needs,
          endpoints: 3,
          pullRequest: needs === "review" ? number + 1 : null,
        },
      ],
      Date.now() - (number % 100) * hour,
    );
  }
});
afterAll(() => world.close());

/** Signs in anew, so that nothing is known of what the reader may read, and gives a page with what GitHub was asked for it. */
async function openCold(path: string) {
  const { github } = world;
  browser = createPlainBrowser(new URL(world.url).origin);
  github.setViewer("reader");
  await browser.signIn();
  const before = github.calls.length;
  const { status, text } = await browser.get(path);
  const calls = github.calls.slice(before);
  const asked = calls.filter(({ route }) => route === "/repos/{owner}/{repo}");
  return {
    status,
    text,
    named: [...new Set(text.match(/r-\d{3}/g))].sort(),
    asked: asked.map((call) => call.path.split("/").at(-1) ?? "").sort(),
    others: calls.length - asked.length,
  };
}

const isHidden = (name: string): boolean => Number(name.slice(2)) % 40 === 7;

test.each([
  "/large-org?from=r-008+ci.yml+build&name=r-0",
  "/large-org?name=r-01",
  "/large-org?name=r-51&state=blocking",
  "/large-org.json?name=r-01",
])(
  "for %s GitHub is asked, cold, about the repositories that the page shows, and those in whose place they stand",
  async (path) => {
    const { status, named, asked, others } = await openCold(path);
    expect(status).toBe(200);
    expect(named.filter(isHidden)).toEqual([]);
    expect(asked.filter((name) => !isHidden(name))).toEqual(named);
    // The owners, and that they are too many for a list.
    expect(others).toBe(2);
    const before = world.github.calls.length;
    await browser.get(path);
    expect(world.github.calls.length).toBe(before);
  },
);

test("the next page is there for who follows the link, and tells nothing of what lies between", async () => {
  const first = await openCold("/large-org?state=blocking");
  const [, next = ""] = /rel="next" href="([^"#]*)/.exec(first.text) ?? [];
  const second = await browser.get(next.replaceAll("&amp;", "&"));
  const rows = (text: string): readonly string[] =>
    [...text.matchAll(/<tr><td><a href="\/large-org\/(r-\d{3})"/g)].map(([, name = ""]) => name);
  const all = Array.from({ length: count }, (_, number) => number)
    .filter((number) => number % 9 !== 0)
    .map(nameOf)
    .filter((name) => !isHidden(name));
  expect(rows(first.text)).toEqual(all.slice(0, 50));
  expect(rows(second.text)).toEqual(all.slice(50, 100));
  // The data beside it are of the same page.
  const [, data = ""] = /href="([^"]*)">JSON</.exec(second.text) ?? [];
  const { jobs } = (await browser.get(data.replaceAll("&amp;", "&"))).data;
  expect(jobs.map(({ repository }: { readonly repository: string }) => repository)).toEqual(
    all.slice(50, 100),
  );
});

test("a hidden repository's name in the filter finds what a name finds that there is not", async () => {
  const hidden = await openCold("/large-org?name=r-007");
  const missing = await openCold("/large-org?name=r-999");
  const blank = (text: string): string =>
    text.replaceAll(/r-007|r-999/g, "").replaceAll(/name="csrf" value="[^"]*"/g, "");
  expect(hidden.status).toBe(200);
  expect(blank(hidden.text)).toBe(blank(missing.text));
});
