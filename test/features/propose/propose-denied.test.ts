import { expect, test } from "vitest";
import type { Decision } from "../../../src/domain/baseline/decision.ts";
import type { Enforcement } from "../../../src/domain/record/enforcement.ts";
import { readHistory } from "../../../src/features/talk/explain/explain-list.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  branch,
  headCommit,
  path,
  run,
  store,
  teach,
  textOn,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

function blocking(entries: readonly string[], ...jobs: readonly string[]): string {
  const lines = entries.map((entry) => `\n            ${entry}`).join("");
  const step = `egress-policy: block\n          allowed-endpoints: >${lines}`;
  return workflow(...jobs).replaceAll("egress-policy: audit", step);
}

const list = ["a.example.com:443", "gone.example.com:443", "b.example.com:443"];
const enforced: Enforcement = { state: "enforced" };
const unresolved: Enforcement = {
  state: "not-enforced",
  cause: "host-unresolved",
  detail: "gone.example.com",
};

const say = (repository: FakeRepository, kind: Decision["kind"], endpoint: string, at: string) =>
  store.decisions.decideEndpoint(repository.id, path, {
    kind,
    endpoint,
    origin: { kind: "person", login: "mona", at, reason: "it was shut down" },
  });

test("a denied entry that turned all blocking off is proposed to be removed at once, until somebody allows it", async () => {
  const repository = addRepository(blocking(list, "build"));
  await teach(repository, "build", [{ calls: ["a.example.com"], enforcement: unresolved }]);
  expect(await run(repository)).toMatchObject({ action: "none", jobs: [{ state: "not-enforced" }] });
  await say(repository, "deny", "gone.example.com:443", "2026-02-01T10:00:00Z");
  const { action, pullRequest, removed } = await run(repository);
  expect({ action, removed }).toEqual({ action: "opened", removed: ["gone.example.com:443"] });
  const { title, body } = repository.pull(pullRequest ?? 0);
  expect(title).toBe("ci.yml: remove 1 denied endpoint from build");
  expect(body).toContain("**Removes 1 denied endpoint from the list of job `build`.** Nothing else in");
  expect(body).toContain(
    "| **It turned off all blocking** | `gone.example.com:443` did not resolve in [run 1000](",
  );
  expect(body).toContain("| `gone.example.com:443` | mona on 1 Feb 2026: it was shut down | never | ");
  expect(headCommit(repository, branch).message).toContain(
    "Somebody denied these endpoints:\n\n- build: gone.example.com:443\n",
  );
  expect(textOn(repository, branch)).toBe(blocking(["a.example.com:443", "b.example.com:443"], "build"));
  // People were not asked about what is not used.
  expect(await store.reports.readTrim(repository.id, path)).toBeNull();
  expect(await run(repository)).toMatchObject({ action: "unchanged" });
  await say(repository, "allow", "gone.example.com:443", "2026-02-02T10:00:00Z");
  expect(await run(repository)).toMatchObject({ action: "closed", pullRequest });
});

test("its removal is noted in the list's history, with who denied it", async () => {
  const repository = addRepository(blocking(list, "build"));
  await teach(repository, "build", [{ calls: ["a.example.com"], enforcement: enforced }]);
  await run(repository);
  await say(repository, "deny", "gone.example.com:443", "2026-02-01T10:00:00Z");
  const { pullRequest } = await run(repository);
  repository.mergePull(pullRequest ?? 0, "mona");
  await run(repository);
  const { changes } = await readHistory(repository.id, { path, jobId: "build" }, store);
  expect(changes[0]).toMatchObject({
    kind: "removed",
    entry: "gone.example.com:443",
    login: "mona",
    pullRequest,
  });
  expect(await run(repository)).toMatchObject({ action: "none" });
});

test("a removal that people turned down is not proposed again", async () => {
  const repository = addRepository(blocking(list, "build"));
  await teach(repository, "build", [{ calls: ["a.example.com"], enforcement: enforced }]);
  await say(repository, "deny", "gone.example.com:443", "2026-02-01T10:00:00Z");
  const { pullRequest } = await run(repository);
  repository.closePull(pullRequest ?? 0, "mona");
  expect(await run(repository)).toMatchObject({ action: "rejected", pullRequest });
});
