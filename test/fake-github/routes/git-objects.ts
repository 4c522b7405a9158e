import type { components } from "@octokit/openapi-types";
import { z } from "zod";
import { gitCommitBody } from "../bodies/git.ts";
import { repositoryUrl } from "../bodies/repository.ts";
import { type FileEntry, readFiles, writeFiles } from "../git/files.ts";
import { ApiError, notFound, validationFailed } from "../http/api-error.ts";
import { json, type Route, repositoryRoute, textIn } from "../http/route.ts";
import { checkTreeWorkflows } from "../http/workflow-files.ts";
import { createCommit } from "../state/commits.ts";
import { type Repository, resolveCommit } from "../state/repository.ts";
import type { World } from "../state/world.ts";

const sha = z.string().regex(/^[0-9a-f]{40}$/);
const treeEntry = z.strictObject({
  path: z.string().min(1),
  mode: z.enum(["100644", "100755", "040000", "160000", "120000"]),
  type: z.enum(["blob", "tree", "commit"]).optional(),
  sha: sha.nullable().optional(),
  content: z.string().optional(),
});
const person = z.strictObject({
  name: z.string().min(1),
  email: z.string().min(1),
  date: z.iso.datetime({ offset: true }).optional(),
});

/** Blobs, trees and commits. */
export const gitObjectRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "/git/blobs/{file_sha}",
    permissions: ["contents:read"],
    answer({ world, repository, params }) {
      const id = textIn(params, "file_sha");
      const content = repository.objects.blob(id);
      if (content === undefined) throw notFound();
      return json(200, {
        sha: id,
        node_id: `B_${id}`,
        size: content.length,
        url: `${repositoryUrl(world, repository)}/git/blobs/${id}`,
        content: content.toString("base64"),
        encoding: "base64",
      } satisfies components["schemas"]["blob"]);
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/git/blobs",
    permissions: ["contents:write"],
    body: z.strictObject({ content: z.string(), encoding: z.enum(["utf-8", "base64"]).optional() }),
    answer({ world, repository, body }) {
      const encoding = body.encoding === "base64" ? "base64" : "utf8";
      const id = repository.objects.writeBlob(Buffer.from(body.content, encoding));
      const url = `${repositoryUrl(world, repository)}/git/blobs/${id}`;
      return json(201, { sha: id, url } satisfies components["schemas"]["short-blob"]);
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/git/trees/{tree_sha...}",
    permissions: ["contents:read"],
    query: z.strictObject({ recursive: z.string().optional() }),
    answer({ world, repository, params, query }) {
      const name = textIn(params, "tree_sha");
      const id = resolveCommit(repository, name)?.tree ?? name;
      if (repository.objects.tree(id) === undefined) throw notFound();
      return json(200, treeBody(world, repository, id, query.recursive !== undefined));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/git/trees",
    permissions: ["contents:write"],
    body: z.strictObject({ tree: z.array(treeEntry).min(1), base_tree: sha.optional() }),
    answer({ world, caller, repository, body }) {
      const { objects } = repository;
      const base = body.base_tree;
      const baseTree = base === undefined ? undefined : (objects.commit(base)?.tree ?? base);
      if (baseTree !== undefined && objects.tree(baseTree) === undefined) throw notFound();
      const before = baseTree === undefined ? new Map<string, FileEntry>() : readFiles(objects, baseTree);
      const after = new Map(before);
      for (const entry of body.tree) applyEntry(repository, after, entry);
      checkTreeWorkflows(world, caller, before, after);
      return json(201, treeBody(world, repository, writeFiles(objects, after), false));
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/git/commits/{commit_sha}",
    permissions: ["contents:read"],
    answer({ world, repository, params }) {
      const commit = repository.objects.commit(textIn(params, "commit_sha"));
      if (commit === undefined) throw notFound();
      return json(200, gitCommitBody(world, repository, commit));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/git/commits",
    permissions: ["contents:write"],
    body: z.strictObject({
      message: z.string().min(1),
      tree: sha,
      parents: z.array(sha).optional(),
      author: person.optional(),
      committer: person.optional(),
    }),
    answer({ world, actor, repository, body }) {
      const { objects } = repository;
      const parents = body.parents ?? [];
      if (objects.tree(body.tree) === undefined) throw new ApiError(422, "Tree SHA does not exist");
      if (parents.some((parent) => objects.commit(parent) === undefined)) {
        throw new ApiError(422, "Parent SHA does not exist or is not a commit object");
      }
      const dated = (given: z.infer<typeof person> | undefined) =>
        given === undefined
          ? undefined
          : {
              name: given.name,
              email: given.email,
              at: given.date === undefined ? world.clock.now() : Date.parse(given.date),
            };
      const { message, tree } = body;
      const [author, committer] = [dated(body.author), dated(body.committer)];
      const commit = createCommit(world, repository, actor, { message, tree, parents, author, committer });
      return json(201, gitCommitBody(world, repository, commit));
    },
  }),
];

function applyEntry(
  { objects }: Repository,
  files: Map<string, FileEntry>,
  { path, mode, sha: id, content }: z.infer<typeof treeEntry>,
): void {
  if (path.split("/").some((part) => part === "" || part === "." || part === ".." || part === ".git")) {
    throw validationFailed("Tree", { message: "tree.path contains a malformed path component" });
  }
  if ((id === undefined) === (content === undefined)) {
    throw validationFailed("Tree", { message: "Must supply either tree.sha or tree.content" });
  }
  for (const known of [...files.keys()]) {
    if (known === path || known.startsWith(`${path}/`)) files.delete(known);
  }
  if (id === null) return;
  if (mode === "040000") {
    const tree = objects.tree(id ?? "");
    if (tree === undefined || id === undefined) throw new ApiError(422, "tree.sha is not a tree");
    for (const [name, file] of readFiles(objects, id)) files.set(`${path}/${name}`, file);
    return;
  }
  if (id !== undefined && objects.blob(id) === undefined)
    throw new ApiError(422, "tree.sha is not a valid blob");
  files.set(path, { mode, sha: id ?? objects.writeBlob(Buffer.from(content ?? "")) });
}

function treeBody(world: World, repository: Repository, id: string, isRecursive: boolean) {
  return {
    sha: id,
    url: `${repositoryUrl(world, repository)}/git/trees/${id}`,
    tree: treeEntries(world, repository, { tree: id, prefix: "", isRecursive }),
    truncated: false,
  } satisfies components["schemas"]["git-tree"];
}

function treeEntries(
  world: World,
  repository: Repository,
  { tree, prefix, isRecursive }: { tree: string; prefix: string; isRecursive: boolean },
): components["schemas"]["git-tree"]["tree"] {
  const url = `${repositoryUrl(world, repository)}/git`;
  return (repository.objects.tree(tree) ?? []).flatMap(({ mode, name, sha: id }) => {
    const path = prefix + name;
    if (mode !== "40000") {
      const size = repository.objects.blob(id)?.length ?? 0;
      return [{ path, mode, type: "blob", sha: id, size, url: `${url}/blobs/${id}` }];
    }
    const folder = { path, mode: "040000", type: "tree", sha: id, url: `${url}/trees/${id}` };
    const inside = { tree: id, prefix: `${path}/`, isRecursive };
    return [folder, ...(isRecursive ? treeEntries(world, repository, inside) : [])];
  });
}
