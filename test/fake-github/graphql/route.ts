import { z } from "zod";
import { Violation } from "../http/api-error.ts";
import { json, plainRoute, type Route } from "../http/route.ts";
import { disableAutoMerge, disableAutoMergeInput } from "./disable-auto-merge.ts";
import { evaluate, type Operation, parseOperation } from "./parse.ts";
import { readPullRequestEditor } from "./pull-request-editor.ts";
import { turnDraft, turnDraftInput } from "./turn-draft.ts";
import { MutationError, updateRefs, updateRefsInput } from "./update-refs.ts";

/** `POST /graphql`, which knows the mutations `updateRefs` and `disablePullRequestAutoMerge`, `convertPullRequestToDraft` and `markPullRequestReadyForReview`, and the query `node`. GraphQL answers 200 whatever became of it. */
export const graphqlRoute: Route = plainRoute({
  method: "POST",
  path: "/graphql",
  body: z.strictObject({
    query: z.string(),
    variables: z.record(z.string(), z.unknown()).optional(),
    operationName: z.string().nullish(),
  }),
  answer(request) {
    const { query, variables = {} } = request.body;
    const operation = read(query);
    const { field } = operation;
    try {
      if (operation.kind === "query")
        return json(200, { data: { node: readNode(operation, variables, request) } });
      const mutation = operation;
      if (field === "disablePullRequestAutoMerge")
        disableAutoMerge(request, inputOf(mutation, variables, disableAutoMergeInput));
      else if (field === "convertPullRequestToDraft" || field === "markPullRequestReadyForReview")
        turnDraft(
          request,
          inputOf(mutation, variables, turnDraftInput),
          field === "convertPullRequestToDraft",
        );
      else updateRefs(request, inputOf(mutation, variables, updateRefsInput));
      return json(200, { data: { [field]: { clientMutationId: null } } });
    } catch (error) {
      if (!(error instanceof MutationError)) throw error;
      const { type, message } = error;
      return json(200, { data: { [field]: null }, errors: [{ type, path: [field], message }] });
    }
  },
});

function read(query: string): Operation {
  try {
    return parseOperation(query);
  } catch (error) {
    throw new Violation(422, `GraphQL: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const fields = [
  "updateRefs",
  "disablePullRequestAutoMerge",
  "convertPullRequestToDraft",
  "markPullRequestReadyForReview",
];

function readNode(
  query: Operation,
  variables: Readonly<Record<string, unknown>>,
  request: Parameters<typeof readPullRequestEditor>[0],
): ReturnType<typeof readPullRequestEditor> {
  if (query.field !== "node") throw new Violation(422, `GraphQL: no query ${query.field}`);
  checkVariables(query, variables);
  const id = query.arguments.get("id");
  if (id === undefined || query.arguments.size > 1) throw new Violation(422, "GraphQL: wants id");
  return readPullRequestEditor(request, evaluate(id, query.variables, variables), query.selection);
}

function inputOf<Input>(
  mutation: Operation,
  variables: Readonly<Record<string, unknown>>,
  schema: z.ZodType<Input>,
): Input {
  const { field, selection } = mutation;
  if (!fields.includes(field)) throw new Violation(422, `GraphQL: no mutation ${field}`);
  const unknown = selection.filter((name) => name !== "clientMutationId" && name !== "__typename");
  if (unknown.length > 0 || selection.length === 0) {
    throw new Violation(422, `GraphQL: the payload has no field ${unknown.join(", ") || "selected"}`);
  }
  checkVariables(mutation, variables);
  const value = mutation.arguments.get("input");
  if (value === undefined || mutation.arguments.size > 1) throw new Violation(422, "GraphQL: wants input");
  const input = schema.safeParse(evaluate(value, mutation.variables, variables));
  if (input.success) return input.data;
  const problems = input.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Violation(422, `GraphQL: input: ${problems.join("; ")}`);
}

const knownTypes =
  /^(ID|String|Boolean|GitObjectID|GitRefname|UpdateRefsInput|DisablePullRequestAutoMergeInput|ConvertPullRequestToDraftInput|MarkPullRequestReadyForReviewInput|\[RefUpdate!?\])!?$/;

function checkVariables({ variables }: Operation, given: Readonly<Record<string, unknown>>): void {
  for (const [name, type] of variables) {
    if (!knownTypes.test(type)) throw new Violation(422, `GraphQL: no type ${type}`);
    if (type.endsWith("!") && (given[name] ?? null) === null) {
      throw new Violation(422, `GraphQL: variable $${name} of type ${type} was not given`);
    }
  }
  for (const name of Object.keys(given)) {
    if (!variables.has(name)) throw new Violation(422, `GraphQL: variable $${name} is not declared`);
  }
}
