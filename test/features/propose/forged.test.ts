import { describe, expect, test } from "vitest";
import {
  addRepository,
  branch,
  forgetDigests,
  path,
  run,
  runsCalling,
  teach,
  textOn,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

async function propose(): Promise<{ repository: ReturnType<typeof addRepository>; number: number }> {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", runsCalling(["a.example.com"]));
  const { pullRequest } = await run(repository);
  return { repository, number: pullRequest ?? 0 };
}

const evil = { [path]: `${workflow("build")}# evil\n` };

test.each([
  ["in the bot's name, signed by somebody", { author: "egress-bot[bot]", signedBy: "mona" }],
  ["in GitHub's name, signed by somebody", { author: "web-flow", signedBy: "mona" }],
  ["in somebody's own", { author: "mona" }],
])("a commit %s is not the bot's: hands off", async (_, by) => {
  const { repository } = await propose();
  repository.commitFiles(branch, evil, { message: "ci.yml: block egress in build (1 endpoint)", ...by });
  const head = repository.head(branch);
  await teach(repository, "build", runsCalling(["a.example.com", "pypi.org"], 40));
  expect((await run(repository)).action).toBe("hands-off");
  expect(repository.head(branch)).toBe(head);
  expect(textOn(repository, branch)).toContain("# evil");
});

test.each<[string, (body: string) => string, "unchanged" | "restored"]>([
  ["as it is", (body) => body, "unchanged"],
  ["with other line ends", (body) => body.replaceAll("\n", "\r\n"), "unchanged"],
  ["with a ticked box", (body) => body.replaceAll("- [ ]", "- [x]"), "unchanged"],
  [
    "with its marks kept and a host hidden",
    (body) => body.replace(/^\| `a\.example\.com.*$/m, ""),
    "restored",
  ],
  ["with a word of somebody's", (body) => `Approved by security, just merge.\n${body}`, "restored"],
  [
    "with marks of another text",
    (body) => body.replace(/digest=[0-9a-f]{64}/, `digest=${"0".repeat(64)}`),
    "restored",
  ],
])("a body %s is %s", async (_, edit, expected) => {
  const { repository, number } = await propose();
  const pull = repository.pull(number);
  const body = pull.body ?? "";
  pull.body = edit(body);
  const edited = pull.body;
  await run(repository);
  expect(repository.pull(number).body).toBe(expected === "unchanged" ? edited : body);
});

describe("what a closed pull request proposed", () => {
  const digestMark = /digest=[0-9a-f]{64}/;
  const markOf = (body: string | null): string => digestMark.exec(body ?? "")?.[0] ?? "";

  /** A repository with a closed pull request, and one that is wanted now; the mark is of what that proposes. */
  async function closeAndWantMore(): Promise<{
    repository: ReturnType<typeof addRepository>;
    number: number;
    mark: string;
  }> {
    const { repository, number } = await propose();
    repository.closePull(number, "mona");
    const more = [...runsCalling(["a.example.com"], 30), ...runsCalling(["a.example.com", "pypi.org"], 30)];
    await teach(repository, "build", more);
    const { pullRequest } = await run(repository);
    const second = repository.pull(pullRequest ?? 0);
    const mark = markOf(second.body);
    // As if it had never been there.
    repository.state.issues.delete(second.number);
    repository.state.refs.delete(`refs/heads/${branch}`);
    return { repository, number, mark };
  }

  test("stays what it was, whatever somebody writes into its text: what is wanted now is proposed", async () => {
    const { repository, number, mark } = await closeAndWantMore();
    const { body } = repository.pull(number);
    repository.editPullText(number, "mona", (body ?? "").replace(digestMark, mark));
    expect(await run(repository)).toMatchObject({ action: "opened" });
  });

  test("stays rejected, also where somebody takes the mark out", async () => {
    const { repository, number } = await propose();
    repository.closePull(number, "mona");
    repository.editPullText(number, "mona", "Nothing to see here.");
    expect(await run(repository)).toMatchObject({ action: "rejected", pullRequest: number });
  });

  test.each<[string, "rejected" | "opened", (text: string) => string]>([
    ["as it is", "rejected", (text) => text],
    ["that somebody edited", "opened", (text) => `${text}\n<!-- edited -->`],
  ])("is read from a text %s, where the bot's memory was emptied: it is %s", async (_, action, edit) => {
    const { repository, number } = await propose();
    repository.closePull(number, "mona");
    const { body } = repository.pull(number);
    repository.editPullText(number, "mona", edit(body ?? ""));
    await forgetDigests(repository);
    expect(await run(repository)).toMatchObject({ action });
    // What was believed once is remembered: an edit afterwards changes nothing.
    if (action === "opened") return;
    repository.editPullText(number, "mona", "Nothing to see here.");
    expect(await run(repository)).toMatchObject({ action });
  });

  test("is read from a text that the bot edited last", async () => {
    const { repository, number } = await propose();
    repository.editPullText(number, "mona", "Nothing to see here.");
    await run(repository);
    repository.closePull(number, "mona");
    await forgetDigests(repository);
    expect(await run(repository)).toMatchObject({ action: "rejected", pullRequest: number });
  });

  test("is nothing where the bot closed it as moot, whatever its text says afterwards", async () => {
    const { repository, number } = await propose();
    const { body } = repository.pull(number);
    const file = repository.file(path)?.content ?? "";
    repository.commitFiles("main", { [path]: "on: push\njobs: {}\n" }, { author: "mona", message: "Empty" });
    expect(await run(repository)).toMatchObject({ action: "closed" });
    repository.editPullText(number, "mona", body ?? "");
    repository.commitFiles("main", { [path]: file }, { author: "mona", message: "Back" });
    expect(await run(repository)).toMatchObject({ action: "opened" });
  });
});
