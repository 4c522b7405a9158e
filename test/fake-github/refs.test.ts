import { describe, expect, test } from "vitest";
import {
  app,
  call,
  commitOnTop,
  github,
  path,
  repository,
  swap,
  useFakeGitHub,
  workflow,
  zero,
} from "./harness.ts";

useFakeGitHub();

describe("refs", () => {
  test("a signed commit has the App as its author, one with an author is unsigned", async () => {
    const signed = await commitOnTop("signed");
    expect(signed).toMatchObject({
      author: { name: app.botLogin },
      committer: { email: "noreply@github.com" },
      verification: { verified: true },
    });
    const author = { name: "Mona", email: "mona@example.com" };
    const unsigned = await call("POST", `${path}/git/commits`, {
      body: { message: "m", tree: signed.tree.sha, parents: [], author },
    });
    expect(unsigned.body).toMatchObject({ author, verification: { verified: false, reason: "unsigned" } });
  });

  test("move forward only, unless forced, and are made once", async () => {
    const [one, two] = [await commitOnTop("one"), await commitOnTop("two")];
    const ref = "refs/heads/topic";
    expect((await call("POST", `${path}/git/refs`, { body: { ref, sha: one.sha } })).status).toBe(201);
    expect(await call("POST", `${path}/git/refs`, { body: { ref, sha: one.sha } })).toMatchObject({
      status: 422,
      body: { message: "Reference already exists" },
    });
    const move = (body: unknown) => call("PATCH", `${path}/git/refs/heads%2Ftopic`, { body });
    expect(await move({ sha: two.sha })).toMatchObject({
      status: 422,
      body: { message: "Update is not a fast forward" },
    });
    expect((await move({ sha: two.sha, force: true })).status).toBe(200);
    expect(repository.head("topic")).toBe(two.sha);
    expect((await call("DELETE", `${path}/git/refs/heads/topic`)).status).toBe(204);
    expect((await call("GET", `${path}/git/ref/heads/topic`)).status).toBe(404);
  });

  test("are compared and swapped by updateRefs, all or none", async () => {
    const [one, two] = [await commitOnTop("one"), await commitOnTop("two")];
    const name = "refs/heads/topic";
    expect(await swap({ name, beforeOid: zero, afterOid: one.sha })).toBeNull();
    expect(await swap({ name, beforeOid: zero, afterOid: two.sha, force: true })).toBe("STALE_DATA");
    expect(await swap({ name, beforeOid: one.sha, afterOid: two.sha })).toBe("UNPROCESSABLE");
    expect(
      await swap(
        { name: "refs/heads/extra", beforeOid: zero, afterOid: one.sha },
        { name, beforeOid: two.sha, afterOid: one.sha },
      ),
    ).toBe("STALE_DATA");
    expect(repository.head("extra")).toBeNull();
    expect(repository.head("topic")).toBe(one.sha);
    expect(await swap({ name, beforeOid: one.sha, afterOid: two.sha, force: true })).toBeNull();
    expect(repository.head("topic")).toBe(two.sha);
    expect(github.violations).toEqual([]);
  });

  test("inline arguments of a mutation are read too, unknown ones are violations", async () => {
    const { sha } = await commitOnTop("one");
    const mutation = (fields: string) =>
      call("POST", "graphql", {
        body: {
          query: `mutation Move($id: ID!, $to: GitObjectID!) { updateRefs(input: {repositoryId: $id,
            refUpdates: [{name: "refs/heads/x", afterOid: $to, ${fields}}]}) { clientMutationId } }`,
          variables: { id: repository.state.nodeId, to: sha },
        },
      });
    expect((await mutation("force: true")).body).toEqual({
      data: { updateRefs: { clientMutationId: null } },
    });
    expect((await mutation("forced: true")).status).toBe(422);
    expect(github.violations).toHaveLength(1);
  });
});

describe("contents", () => {
  test("come as Base64, raw, as a list, or without content when large", async () => {
    repository.commitFiles("main", { big: "x".repeat(1_048_577) }, { author: "mona", message: "Big" });
    const file = (await call("GET", `${path}/contents/run.sh?ref=main`)).body;
    expect(file).toMatchObject({ type: "file", encoding: "base64", size: 5, content: "dHJ1ZQo=\n" });
    const raw = await call("GET", `${path}/contents/run.sh`, { accept: "application/vnd.github.raw+json" });
    expect(raw.text).toBe("true\n");
    expect((await call("GET", `${path}/contents/.github%2Fworkflows`)).body).toMatchObject([
      { name: "ci.yml", path: workflow, type: "file" },
    ]);
    expect((await call("GET", `${path}/contents/big`)).body).toMatchObject({ encoding: "none", content: "" });
    expect((await call("GET", `${path}/contents/absent`)).status).toBe(404);
    const tree = (await call("GET", `${path}/git/trees/main?recursive=1`)).body.tree;
    expect(tree).toContainEqual(expect.objectContaining({ path: "run.sh", mode: "100755" }));
  });
});
