import type { components } from "@octokit/openapi-types";
import type { CheckRun, Repository } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { appBody } from "./app.ts";
import { pageUrl, repositoryUrl } from "./repository.ts";

export function checkRunBody(world: World, repository: Repository, check: CheckRun) {
  const url = `${repositoryUrl(world, repository)}/check-runs/${check.id}`;
  const { title, summary, text, annotations } = check.output;
  return {
    id: check.id,
    head_sha: check.headSha,
    node_id: `CR_${check.id}`,
    external_id: check.externalId,
    url,
    html_url: `${pageUrl(world, repository)}/runs/${check.id}`,
    details_url: check.detailsUrl,
    status: check.status as components["schemas"]["check-run"]["status"],
    conclusion: check.conclusion as components["schemas"]["check-run"]["conclusion"],
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      title,
      summary,
      text,
      annotations_count: annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: check.name,
    check_suite: { id: check.id },
    app: appBody(world, check.app),
    pull_requests: [],
  } satisfies components["schemas"]["check-run"];
}
