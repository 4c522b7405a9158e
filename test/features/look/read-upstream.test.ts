import { expect, test } from "vitest";
import type { Octokit } from "../../../src/adapters/github/client/octokit.ts";
import { createMemoryStore } from "../../../src/apps/cli/online/memory-store.ts";
import { noUpstream } from "../../../src/domain/harden-runner/upstream.ts";
import { readUpstream } from "../../../src/features/look/read-upstream.ts";

const other = "0123456789abcdef0123456789abcdef01234567";

interface Asked {
  readonly octokit: Octokit;
  readonly calls: unknown[];
  readonly logged: string[];
}

/** A client that answers the question for tags as it is told, and notes what it was asked and what it logged. */
function clientWith(answer: () => unknown): Asked {
  const calls: unknown[] = [];
  const logged: string[] = [];
  const listTags = async (asked: unknown) => {
    calls.push(asked);
    return { data: answer() };
  };
  const log = { error: (text: string) => logged.push(text) };
  return { octokit: { rest: { repos: { listTags } }, log } as unknown as Octokit, calls, logged };
}

const tagOf = (name: string, sha = other) => ({ name, commit: { sha } });

test("GitHub is asked once, and a tag that has moved is logged once", async () => {
  const { octokit, calls, logged } = clientWith(() => [tagOf("v2.21.1"), tagOf("v2.22.0"), tagOf("v2")]);
  const store = createMemoryStore();
  const first = await readUpstream({ octokit, store });
  expect(first.newer).toEqual([{ tag: "v2.22.0", commit: other }]);
  expect(first.moved).toMatchObject([{ tag: "v2.21.1", commit: other }]);
  expect(await readUpstream({ octokit, store })).toEqual(first);
  expect(calls).toEqual([{ owner: "step-security", repo: "harden-runner", per_page: 100, page: 1 }]);
  expect(logged).toEqual([
    expect.stringContaining(`GitHub has Harden-Runner's tag v2.21.1 at commit ${other}`),
  ]);
});

test("all pages are read, and what is no tag is passed over", async () => {
  let page = 0;
  const { octokit, calls } = clientWith(() => {
    page += 1;
    return page === 1
      ? Array.from({ length: 100 }, (_, at) => tagOf(`x${at}`))
      : [{ name: 7 }, tagOf("v2.22.0")];
  });
  const { newer } = await readUpstream({ octokit, store: createMemoryStore() });
  expect(newer).toEqual([{ tag: "v2.22.0", commit: other }]);
  expect(calls).toHaveLength(2);
});

test.each<[string, unknown]>([
  ["refuses", null],
  ["breaks off", ""],
  ["answers something else", {}],
])("nothing fails where GitHub %s", async (_, answer) => {
  const { octokit, calls, logged } = clientWith(() => {
    if (answer === null) throw new Error("404");
    return answer;
  });
  const store = createMemoryStore();
  for (let time = 0; time < 2; time += 1) expect(await readUpstream({ octokit, store })).toEqual(noUpstream);
  expect(calls).toHaveLength(1);
  expect(logged).toEqual([]);
});
