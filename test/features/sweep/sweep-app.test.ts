import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { findFreePort } from "../../support/free-port.ts";
import {
  addRepository,
  app,
  github,
  hour,
  installation,
  listQueued,
  store,
  sweepApp,
  useSweepWorld,
} from "./sweep-setup.ts";

useSweepWorld();

const since = Date.now() - 6 * hour;

test("each installation is looked at, but for one that is suspended; when it is not any more, since then", async () => {
  const other = github.addInstallation({ appId: app.id, account: "other-org" });
  github.setSuspended(other.id, true);
  const suspendedAt = Math.floor(github.clock.now() / 1_000) * 1_000;
  await sweepApp(since);
  expect(listQueued("sweepInstallation")).toEqual([{ installationId: installation.id, cause: "gap", since }]);
  github.setSuspended(other.id, false);
  await sweepApp(Date.now() + hour);
  const [, , last] = listQueued("sweepInstallation");
  expect(last?.installationId).toBe(other.id);
  expect(Math.abs((last?.since ?? 0) - suspendedAt)).toBeLessThan(2_000);
  await sweepApp(null, "empty");
  expect(
    listQueued("sweepInstallation")
      .slice(3)
      .map((task) => task.since),
  ).toEqual([null, null]);
});

test("the repositories of an installation that is gone are forgotten, once", async () => {
  const other = github.addInstallation({ appId: app.id, account: "other-org" });
  const lost = addRepository("lost", { owner: "other-org", installationId: other.id });
  await store.installations.know(other.id, lost);
  await sweepApp(since);
  expect(listQueued("forget")).toEqual([]);
  github.uninstall(other.id);
  await sweepApp(since);
  await sweepApp(since);
  const from = { installationId: other.id, owner: "other-org", name: "lost" };
  expect(listQueued("forget")).toEqual([{ repositoryId: lost.id, from }]);
  expect([...(await store.installations.list()).keys()]).toEqual([installation.id]);
});

/** An App's address, with the webhooks that came there, and with which status they are answered. */
async function listen() {
  const received: string[] = [];
  const listener = { url: "", received, status: 200 };
  const server = createServer((request, response) => {
    received.push(String(request.headers["x-github-delivery"]));
    request.resume().on("end", () => response.writeHead(listener.status).end());
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  listener.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return listener;
}

/** Two webhooks, which nobody takes. */
async function missTwo(): Promise<readonly string[]> {
  const repository = addRepository("talk");
  const { number } = repository.openIssue("maintainer", "About the bot");
  github.autoDeliver(`http://127.0.0.1:${await findFreePort()}/`);
  repository.comment(number, "maintainer", "/egress status");
  repository.comment(number, "maintainer", "/egress help");
  await github.settled();
  return github.deliveries.map(({ guid }) => guid);
}

test("webhooks that nobody took are sent again, once", async () => {
  const missed = await missTwo();
  const listener = await listen();
  github.autoDeliver(listener.url);
  const repository = addRepository("thanks");
  const { number } = repository.openIssue("maintainer", "About the bot");
  repository.comment(number, "maintainer", "Thanks");
  await github.settled();
  listener.received.length = 0;
  listener.status = 500;
  await sweepApp(since);
  await github.settled();
  expect(listener.received).toEqual(missed);
  listener.status = 200;
  await sweepApp(since);
  await github.settled();
  expect(listener.received).toEqual(missed);
});

test("a webhook that GitHub keeps no longer does not stand in the others' way", async () => {
  const missed = await missTwo();
  const listener = await listen();
  github.autoDeliver(listener.url);
  github.faults.next("POST", /\/attempts$/, "log-404");
  await sweepApp(since);
  await github.settled();
  expect(missed).toHaveLength(2);
  expect(listener.received).toEqual(missed.slice(1));
});

test("an App with too many webhooks leaves them to the lists", async () => {
  const repository = addRepository("busy");
  const { number } = repository.openIssue("maintainer", "About the bot");
  github.autoDeliver("http://127.0.0.1:9/");
  for (let index = 0; index < 1_001; index += 1) repository.comment(number, "maintainer", "Thanks");
  await github.settled();
  await sweepApp(since);
  await github.settled();
  expect(github.deliveries).toHaveLength(1_001);
});
