import type { components } from "@octokit/openapi-types";
import { z } from "zod";
import { pageUrl, repositoryUrl } from "../bodies/repository.ts";
import { lookUp } from "../git/files.ts";
import type { TreeEntry } from "../git/objects.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { json, type Route, repositoryRoute, textIn } from "../http/route.ts";
import { type Repository, resolveCommit } from "../state/repository.ts";
import type { World } from "../state/world.ts";

const longestInline = 1024 * 1024;
const longestFile = 100 * 1024 * 1024;

/** `GET …/contents/{path}`: a file, raw or as JSON, or the list of a folder. */
export const contentRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "/contents/{path...}",
    permissions: ["contents:read"],
    query: z.strictObject({ ref: z.string().min(1).optional() }),
    answer({ world, repository, params, query, headers }) {
      const ref = query.ref ?? repository.defaultBranch;
      const path = textIn(params, "path").replace(/^\/|\/$/g, "");
      const commit = resolveCommit(repository, ref);
      if (commit === undefined) throw new ApiError(404, `No commit found for the ref ${ref}`);
      const entry = lookUp(repository.objects, commit.tree, path);
      if (entry === undefined) throw notFound();
      if (entry.mode === "40000") {
        const inside = repository.objects.tree(entry.sha) ?? [];
        return json(
          200,
          inside.map((child) => {
            const childPath = path === "" ? child.name : `${path}/${child.name}`;
            return entryBody(world, repository, { entry: child, path: childPath, ref });
          }),
        );
      }
      const content = repository.objects.blob(entry.sha) ?? Buffer.alloc(0);
      if (content.length > longestFile)
        throw new ApiError(403, "This API returns blobs up to 100 MB in size.");
      if (/\bapplication\/vnd\.github(\.v3)?\.raw(\+json)?\b/.test(headers.accept ?? "")) {
        return { kind: "raw", body: content, contentType: "application/vnd.github.raw+json; charset=utf-8" };
      }
      const isInline = content.length <= longestInline;
      return json(200, {
        ...entryBody(world, repository, { entry, path, ref }),
        type: "file",
        encoding: isInline ? "base64" : "none",
        content: isInline ? lines(content.toString("base64")) : "",
      } satisfies components["schemas"]["content-file"]);
    },
  }),
];

interface Placed {
  readonly entry: TreeEntry;
  readonly path: string;
  readonly ref: string;
}

function entryBody(world: World, repository: Repository, { entry, path, ref }: Placed) {
  const isFolder = entry.mode === "40000";
  const kind = isFolder ? "tree" : "blob";
  const self = `${repositoryUrl(world, repository)}/contents/${path}?ref=${ref}`;
  const git = `${repositoryUrl(world, repository)}/git/${kind}s/${entry.sha}`;
  const html = `${pageUrl(world, repository)}/${kind}/${ref}/${path}`;
  return {
    name: entry.name,
    path,
    sha: entry.sha,
    size: isFolder ? 0 : (repository.objects.blob(entry.sha)?.length ?? 0),
    url: self,
    html_url: html,
    git_url: git,
    download_url: isFolder ? null : `${pageUrl(world, repository)}/raw/${ref}/${path}`,
    type: isFolder ? ("dir" as const) : ("file" as const),
    _links: { self, git, html },
  } satisfies components["schemas"]["content-directory"][number];
}

/** GitHub breaks Base64 into lines of 60 characters. */
function lines(text: string): string {
  return text.replaceAll(/.{1,60}/g, "$&\n");
}
