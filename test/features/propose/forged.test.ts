import { expect, test } from "vitest";
import {
  addRepository,
  branch,
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
