import { issuesEditedPayload } from "../webhooks/issues-payload.ts";
import { checkLength } from "./pulls.ts";
import type { Issue, Repository } from "./repository.ts";
import type { Actor, World } from "./world.ts";

/** Changes what an issue says. @throws ApiError 422 for a text that is too long */
export function editIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  { issue, title, body }: { readonly issue: Issue; readonly title?: string; readonly body?: string },
): void {
  checkLength("Issue", body);
  const changes = {
    ...(title !== undefined && title !== issue.title && { title: { from: issue.title } }),
    ...(body !== undefined && body !== issue.body && { body: { from: issue.body ?? "" } }),
  };
  issue.title = title ?? issue.title;
  issue.body = body ?? issue.body;
  issue.updatedAt = world.clock.now();
  if (Object.keys(changes).length === 0) return;
  const payload = issuesEditedPayload(world, { repository, actor, issue, changes });
  world.emit({ event: "issues", repository, payload });
}
