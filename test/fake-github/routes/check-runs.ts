import { z } from "zod";
import { checkRunBody } from "../bodies/check-run.ts";
import { ApiError, notFound, validationFailed } from "../http/api-error.ts";
import { json, list, numberIn, pageQuery, type Route, repositoryRoute, textIn } from "../http/route.ts";
import { longestBody } from "../state/pulls.ts";
import { type CheckOutput, type CheckRun, resolveCommit } from "../state/repository.ts";

const conclusions = z.enum([
  "action_required",
  "cancelled",
  "failure",
  "neutral",
  "success",
  "skipped",
  "timed_out",
]);
const output = z.strictObject({
  title: z.string(),
  summary: z.string(),
  text: z.string().optional(),
  annotations: z
    .array(
      z.strictObject({
        path: z.string(),
        start_line: z.number().int(),
        end_line: z.number().int(),
        start_column: z.number().int().optional(),
        end_column: z.number().int().optional(),
        annotation_level: z.enum(["notice", "warning", "failure"]),
        message: z.string(),
        title: z.string().optional(),
        raw_details: z.string().optional(),
      }),
    )
    .max(50)
    .optional(),
});
const fields = {
  status: z.enum(["queued", "in_progress", "completed"]).optional(),
  conclusion: conclusions.optional(),
  started_at: z.iso.datetime({ offset: true }).optional(),
  completed_at: z.iso.datetime({ offset: true }).optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  output: output.optional(),
};
const checkFields = z.strictObject(fields);

/** Check runs, which only Apps write. */
export const checkRunRoutes: readonly Route[] = [
  repositoryRoute({
    method: "POST",
    path: "/check-runs",
    permissions: ["checks:write"],
    body: z.strictObject({
      name: z.string().min(1),
      head_sha: z.string().regex(/^[0-9a-f]{40}$/),
      ...fields,
    }),
    answer({ world, actor, repository, body }) {
      const { name, head_sha: headSha, ...more } = body;
      if (actor.app === null) throw new ApiError(403, "You must authenticate via a GitHub App.");
      if (repository.objects.commit(headSha) === undefined) {
        throw new ApiError(422, `No commit found for SHA: ${headSha}`);
      }
      const check: CheckRun = {
        id: world.nextId(),
        app: actor.app,
        headSha,
        name,
        status: "queued",
        conclusion: null,
        startedAt: null,
        completedAt: null,
        detailsUrl: null,
        externalId: null,
        output: { title: null, summary: null, text: null, annotations: [] },
      };
      change(check, more);
      repository.checkRuns.set(check.id, check);
      return json(201, checkRunBody(world, repository, check));
    },
  }),
  repositoryRoute({
    method: "PATCH",
    path: "/check-runs/{check_run_id}",
    permissions: ["checks:write"],
    body: z.strictObject({ name: z.string().min(1).optional(), ...fields }),
    answer({ world, actor, repository, params, body }) {
      const check = repository.checkRuns.get(numberIn(params, "check_run_id"));
      if (check === undefined || check.app !== actor.app) throw notFound();
      const { name, ...more } = body;
      check.name = name ?? check.name;
      change(check, more);
      return json(200, checkRunBody(world, repository, check));
    },
  }),
  repositoryRoute({
    method: "GET",
    path: "/commits/{ref...}/check-runs",
    permissions: ["checks:read"],
    query: z.strictObject({
      ...pageQuery,
      check_name: z.string().optional(),
      status: z.string().optional(),
      filter: z.enum(["latest", "all"]).optional(),
      app_id: z.string().optional(),
    }),
    answer({ world, repository, params, query }) {
      const commit = resolveCommit(repository, textIn(params, "ref"));
      if (commit === undefined) throw new ApiError(422, "No commit found for the ref");
      const found = [...repository.checkRuns.values()]
        .filter((check) => check.headSha === commit.sha)
        .filter((check) => query.check_name === undefined || check.name === query.check_name)
        .filter((check) => query.status === undefined || check.status === query.status)
        .filter((check) => query.app_id === undefined || String(check.app.id) === query.app_id);
      // By the App too: a job of a workflow is a check of GitHub Actions, and may have any name.
      const latest = new Map(found.map((check) => [`${check.app.id} ${check.name}`, check]));
      const shown = query.filter === "all" ? found : [...latest.values()].sort((a, b) => a.id - b.id);
      return list(
        shown.map((check) => checkRunBody(world, repository, check)),
        "check_runs",
      );
    },
  }),
];

/** A conclusion completes a check; a completed one needs a conclusion. */
function change(check: CheckRun, given: z.infer<typeof checkFields>): void {
  const text = given.output;
  if ((text?.summary.length ?? 0) > longestBody - 1 || (text?.text?.length ?? 0) > longestBody - 1) {
    throw validationFailed("CheckRun", { message: "output is too long" });
  }
  const conclusion = given.conclusion ?? check.conclusion;
  if (given.status === "completed" && conclusion === null) {
    throw validationFailed("CheckRun", { field: "conclusion", code: "missing_field" });
  }
  check.status = given.conclusion === undefined ? (given.status ?? check.status) : "completed";
  check.conclusion = conclusion;
  check.startedAt = given.started_at ?? check.startedAt;
  check.completedAt = given.completed_at ?? check.completedAt;
  check.detailsUrl = given.details_url ?? check.detailsUrl;
  check.externalId = given.external_id ?? check.externalId;
  if (text !== undefined) check.output = outputOf(check.output, text);
}

function outputOf(before: CheckOutput, given: z.infer<typeof output>): CheckOutput {
  return {
    title: given.title,
    summary: given.summary,
    text: given.text ?? null,
    annotations: [...before.annotations, ...(given.annotations ?? [])],
  };
}
