import { expect, test } from "vitest";
import type { ListChange } from "../../../src/domain/assessment/list-history.ts";
import { readHistory } from "../../../src/features/talk/explain/explain-list.ts";
import { decideEndpoint } from "../../../src/features/talk/work/decide-endpoint.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  path,
  run,
  runsCalling,
  runTask,
  store,
  taskOf,
  teach,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

async function historyOf(repository: FakeRepository, at = path): Promise<readonly Omit<ListChange, "at">[]> {
  const { changes } = await readHistory(repository.id, { path: at, jobId: "build" }, store);
  return changes.map(({ at: _, ...change }) => change);
}

const added = (host: string, changes: Partial<ListChange> = {}) => ({
  kind: "added",
  entry: `${host}:443`,
  run: "1000/1",
  login: null,
  pullRequest: null,
  ...changes,
});
const whole = { entry: null, run: null, login: null } as const;

test("a list's history has each merge, decision and edit by hand, and outlives looks that find nothing new", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", runsCalling(["a.example.com", "b.example.com"]));
  const first = (await run(repository)).pullRequest ?? 0;
  expect(await historyOf(repository)).toEqual([]);
  repository.mergePull(first, "mona");
  await run(repository);
  const switched = [
    { kind: "blocked", ...whole, pullRequest: first },
    added("a.example.com", { pullRequest: first }),
    added("b.example.com", { pullRequest: first }),
  ];
  expect(await historyOf(repository)).toEqual(switched);
  await run(repository);
  expect(await historyOf(repository)).toEqual(switched);

  const byHand = repository.file(path)?.content.replace("b.example.com:443", "hand.example.com:443") ?? "";
  repository.commitFiles("main", { [path]: byHand }, { author: "mona", message: "Edit the list" });
  await run(repository);
  const edited = [
    added("hand.example.com", { run: null }),
    { ...added("b.example.com"), kind: "removed" },
    ...switched,
  ];
  expect(await historyOf(repository)).toEqual(edited);

  const question = {
    repository: { ...taskOf(repository).repository, ownerId: 1, isArchived: false, url: "" },
    current: taskOf(repository).repository,
    login: "mona",
    at: "2026-03-01T12:00:00Z",
    number: 77,
  };
  const word = { endpoint: "c.example.com:443", reason: "we need it" };
  const decide = () =>
    decideEndpoint("allow", word, { path, jobId: "build" }, question as never, { store, propose: runTask });
  await decide();
  await decide();
  const allowed = {
    kind: "allowed",
    entry: "c.example.com:443",
    run: null,
    login: "mona",
    pullRequest: 77,
  };
  expect(await historyOf(repository)).toEqual([allowed, ...edited]);
  const audit = byHand.replace("egress-policy: block", "egress-policy: audit");
  repository.commitFiles("main", { [path]: audit }, { author: "mona", message: "Stop blocking" });
  await run(repository);
  expect((await historyOf(repository))[0]).toEqual({ kind: "returned", ...whole, pullRequest: null });
});

test("it goes with a job that is moved to another file", async () => {
  const blocked = workflow("build").replace(
    "egress-policy: audit",
    "egress-policy: block\n          allowed-endpoints: a.example.com:443",
  );
  const repository = addRepository(blocked);
  await run(repository);
  const found = [
    { kind: "blocked", ...whole, pullRequest: null },
    { ...added("a.example.com"), kind: "found", run: null },
  ];
  expect(await historyOf(repository)).toEqual(found);
  const moved = ".github/workflows/moved.yml";
  repository.commitFiles("main", { [path]: null, [moved]: blocked }, { author: "mona", message: "Move" });
  await runTask({ ...taskOf(repository), path: moved });
  expect(await historyOf(repository, moved)).toEqual(found);
  await store.forgetRepository(repository.id);
  expect(await historyOf(repository, moved)).toEqual([]);
});
