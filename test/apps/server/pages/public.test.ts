import { beforeEach, expect, test } from "vitest";
import { settingsPath } from "../../../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { until } from "../../../support/until.ts";
import { signedOut, usePages, world } from "./page-world.ts";

usePages();

let open: FakeRepository;
let path: string;
let repositories = 0;

/** What GitHub said of a repository is five minutes old. */
async function forgetSeen(): Promise<void> {
  await world.redis.redis.del(`egress:1:{${open.id}}:seen-public`);
}

/** The bot has read the settings after a push. */
async function pushSettings(text: string): Promise<void> {
  const before = open.head() ?? "";
  open.commitFiles(
    "main",
    { [settingsPath]: text },
    { author: "maintainer", message: "Change the settings" },
  );
  const after = open.head() ?? "";
  const push = { repository: open.state, ref: "refs/heads/main", before, after, sender: "maintainer" };
  expect(await world.send("push", world.github.payloads.push(push))).toBe(200);
  const pages = /pages: public/.test(text) ? "public" : "readers";
  await until(async () => expect(await world.store.settings.readInForce(open.id)).toMatchObject({ pages }));
}

beforeEach(async () => {
  repositories += 1;
  const name = `open-${repositories}`;
  path = `/octo-org/${name}`;
  open = world.github.addRepository({
    owner: "octo-org",
    name,
    installationId: world.installation.id,
    files: { "README.md": "open\n" },
    collaborators: { maintainer: "write" },
  });
});

test("a public repository is shown to everybody only where its settings say so, and no longer than they do", async () => {
  expect((await signedOut().get(path)).status).toBe(401);
  await pushSettings("pages: public\n");
  for (const page of [path, `${path}/jobs/ci.yml/build`, `${path}/runs/7`]) {
    const { status, data } = await signedOut().get(page);
    expect([page, status, data.viewer, data.mayWrite]).toEqual([page, 200, null, false]);
  }
  expect((await signedOut().get(`${path}.json`)).data).toEqual({ repository: open.id, name: open.name });
  // The owner has other repositories, of which nothing is said.
  expect((await signedOut().get("/octo-org")).status).toBe(401);
  await pushSettings("pages: readers\n");
  expect((await signedOut().get(path)).status).toBe(401);
});

test("it ends at once when GitHub tells that the repository became private", async () => {
  await pushSettings("pages: public\n");
  expect((await signedOut().get(path)).status).toBe(200);
  open.setPrivate(true);
  const privatized = world.github.payloads.repositoryPrivatized(open.state, "maintainer");
  expect(await world.send("repository", privatized)).toBe(200);
  expect((await signedOut().get(path)).status).toBe(401);
  // Whatever was being asked meanwhile.
  await forgetSeen();
  expect((await signedOut().get(path)).status).toBe(401);
});

test("without that word it ends when what GitHub said is five minutes old", async () => {
  await pushSettings("pages: public\n");
  expect((await signedOut().get(path)).status).toBe(200);
  open.setPrivate(true);
  await forgetSeen();
  expect((await signedOut().get(path)).status).toBe(401);
});

test("a private repository is never shown, whatever its settings say, nor another that has the name of a public one by now", async () => {
  open.setPrivate(true);
  await pushSettings("pages: public\n");
  expect((await signedOut().get(path)).status).toBe(401);
  open.setPrivate(false);
  expect((await signedOut().get(path)).status).toBe(200);
  const { name } = open;
  open.rename("octo-org", `${name}-moved`);
  world.github.addRepository({
    owner: "octo-org",
    name,
    installationId: world.installation.id,
    files: { "README.md": "another\n" },
  });
  await forgetSeen();
  expect((await signedOut().get(path)).status).toBe(401);
});

test("for names that never had public pages GitHub is not asked, nor twice for one that has", async () => {
  await pushSettings("pages: public\n");
  // Nothing else asks for it.
  const asked = () =>
    world.github.calls.filter(({ route }) => route === "/repos/{owner}/{repo}/installation").length;
  const before = asked();
  for (const name of ["no-such", "closed", "octo-repo"]) await signedOut().get(`/octo-org/${name}`);
  expect(asked()).toBe(before);
  await signedOut().get(path);
  await signedOut().get(`${path}/runs/7`);
  expect(asked()).toBe(before + 1);
});
