import { expect, test, vi } from "vitest";
import { openPagesIfSet } from "../../../../src/apps/server/pages/open-if-set.ts";
import { startWorld } from "../../../e2e/bot.ts";

test("without a setting there are no pages, and the log names it", async () => {
  const info = vi.fn();
  const sources = { log: { info } } as unknown as Parameters<typeof openPagesIfSet>[1];
  const pages = { kind: "none", missing: ["PUBLIC_URL"] } as const;
  expect(await openPagesIfSet({ pages, apiUrl: "https://api.github.com" }, sources)).toBeNull();
  expect(info.mock.calls).toEqual([
    [{ missing: ["PUBLIC_URL"] }, "there are no insights pages without these settings"],
  ]);
});

test("and every address of theirs is not there", async () => {
  const world = await startWorld({ role: "web" });
  const { origin } = new URL(world.url);
  for (const path of [
    "/",
    "/sign-in",
    "/octo-org",
    "/octo-org/octo-repo",
    "/assets/style.css",
    "/auth/callback",
  ])
    expect([path, (await fetch(`${origin}${path}`)).status]).toEqual([path, 404]);
  await world.close();
});
