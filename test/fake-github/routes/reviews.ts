import { z } from "zod";
import { reviewBody } from "../bodies/pull.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { json, list, numberIn, pageQuery, type Route, repositoryRoute } from "../http/route.ts";
import { findPull, reviewPull } from "../state/pulls.ts";

const states = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
} as const;

/** Reviews of pull requests. */
export const reviewRoutes: readonly Route[] = [
  repositoryRoute({
    method: "GET",
    path: "/pulls/{pull_number}/reviews",
    permissions: ["pull_requests:read"],
    query: z.strictObject(pageQuery),
    answer({ world, repository, params }) {
      const issue = findPull(repository, numberIn(params, "pull_number"));
      return list(issue.pull.reviews.map((review) => reviewBody(world, repository, issue, review)));
    },
  }),
  repositoryRoute({
    method: "PUT",
    path: "/pulls/{pull_number}/reviews/{review_id}/dismissals",
    permissions: ["pull_requests:write"],
    role: "write",
    body: z.strictObject({ message: z.string().min(1), event: z.literal("DISMISS").optional() }),
    answer({ world, repository, params }) {
      const issue = findPull(repository, numberIn(params, "pull_number"));
      const review = issue.pull.reviews.find(({ id }) => id === numberIn(params, "review_id"));
      if (review === undefined) throw notFound();
      if (repository.keepsReviews) throw new ApiError(403, "Resource not accessible by integration");
      review.state = "DISMISSED";
      return json(200, reviewBody(world, repository, issue, review));
    },
  }),
  repositoryRoute({
    method: "POST",
    path: "/pulls/{pull_number}/reviews",
    permissions: ["pull_requests:write"],
    role: "read",
    body: z.strictObject({
      // Without an event the review would be a draft that nobody sees.
      event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]),
      body: z.string().optional(),
      commit_id: z.string().optional(),
    }),
    answer({ world, actor, repository, params, body }) {
      const issue = findPull(repository, numberIn(params, "pull_number"));
      const review = reviewPull(world, repository, actor, {
        issue,
        state: states[body.event],
        body: body.body ?? "",
        commit: body.commit_id,
      });
      return json(200, reviewBody(world, repository, issue, review));
    },
  }),
];
