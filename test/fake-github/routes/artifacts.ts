import type { components } from "@octokit/openapi-types";
import { z } from "zod";
import { repositoryUrl } from "../bodies/repository.ts";
import { iso } from "../clock.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { list, numberIn, pageQuery, type Route, repositoryRoute } from "../http/route.ts";
import type { Artifact, Repository } from "../state/repository.ts";
import type { World } from "../state/world.ts";

/** What runs have uploaded; `signedUrl` gives the address a zip is served at. */
export function artifactRoutes(signedUrl: (id: number) => string): readonly Route[] {
  return [
    repositoryRoute({
      method: "GET",
      path: "/actions/runs/{run_id}/artifacts",
      permissions: ["actions:read"],
      query: z.strictObject({ ...pageQuery, name: z.string().optional(), direction: z.string().optional() }),
      answer({ world, repository, params, query }) {
        const runId = numberIn(params, "run_id");
        if (!repository.runs.some(({ id }) => id === runId)) throw notFound();
        const found = repository.artifacts.filter(
          (one) => one.runId === runId && (query.name === undefined || one.name === query.name),
        );
        return list(
          found.map((artifact) => artifactBody(world, repository, artifact)),
          "artifacts",
        );
      },
    }),
    repositoryRoute({
      method: "GET",
      path: "/actions/artifacts/{artifact_id}/zip",
      permissions: ["actions:read"],
      answer({ repository, params }) {
        const id = numberIn(params, "artifact_id");
        const artifact = repository.artifacts.find((one) => one.id === id);
        if (artifact === undefined) throw notFound();
        if (artifact.isExpired) throw new ApiError(410, "Artifact has expired");
        return { kind: "empty", status: 302, headers: { location: signedUrl(id) } };
      },
    }),
  ];
}

function artifactBody(world: World, repository: Repository, artifact: Artifact) {
  const url = `${repositoryUrl(world, repository)}/actions/artifacts/${artifact.id}`;
  const run = repository.runs.find(({ id }) => id === artifact.runId);
  return {
    id: artifact.id,
    node_id: `A_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.isExpired,
    created_at: iso(artifact.createdAt),
    expires_at: iso(artifact.createdAt + 90 * 86_400_000),
    updated_at: iso(artifact.createdAt),
    digest: null,
    workflow_run: {
      id: artifact.runId,
      repository_id: repository.id,
      head_repository_id: run?.headRepository?.id ?? repository.id,
      head_branch: run?.headBranch ?? null,
      head_sha: run?.headSha ?? "",
    },
  } as unknown as components["schemas"]["artifact"];
}
