import type { Recorded } from "../../test/fake-github/record.ts";
import type { Schema } from "./json-schema.ts";
import { answerSchema, createFinder, type Description, type FoundOperation } from "./operations.ts";
import type { Misfit, Validator } from "./validate.ts";

type Call = Extract<Recorded, { kind: "call" }>;

/** What of a call does not fit the description, by what was asked and what was answered. */
interface CallJudgement {
  /** GitHub's name of the operation, `pulls/list`. */
  readonly operation: string;
  /** Null where somebody asked by hand: the tests of the fake itself, also for what it must refuse. */
  readonly request: readonly Misfit[] | null;
  /** Null where the description does not say what is answered with this status. */
  readonly answer: readonly Misfit[] | null;
}

/** Judges calls of the REST API by GitHub's description of it. */
export function createCallJudge(description: Description, validator: Validator) {
  const find = createFinder(description);
  const { components } = description;

  return function judgeCall(call: Call): CallJudgement {
    const url = new URL(call.path, "https://api.github.com");
    const isClient = call.userAgent?.startsWith("probot/") === true;
    const found = find(call.method, url.pathname);
    if (found === null) {
      const unknown = { where: "", says: `there is no ${call.method} ${url.pathname}` };
      return { operation: "unknown", request: isClient ? [unknown] : null, answer: null };
    }
    return {
      operation: found.operation.operationId,
      request: isClient ? [...judgeParameters(found, url.searchParams), ...judgeBody(found, call)] : null,
      answer: judgeAnswer(found, call),
    };
  };

  function judgeParameters({ parameters, params }: FoundOperation, query: URLSearchParams): Misfit[] {
    const known = parameters.filter((one) => one.in === "query");
    const misfits: Misfit[] = [...query.keys()]
      .filter((name) => !known.some((one) => one.name === name))
      .map((name) => ({ where: `?${name}`, says: "is no parameter of the query" }));
    for (const { name, in: place, required, schema } of parameters) {
      if (place === "header") continue;
      const text = place === "query" ? query.get(name) : (params[name] ?? null);
      if (text === null && required) misfits.push({ where: `?${name}`, says: "is required" });
      if (text === null) continue;
      // Not its format: `created` is "date-time", and takes "the given date-time range" in the syntax of GitHub's search.
      for (const { says } of validator.findMisfits(formatless(schema), readParameter(text, schema.type)))
        misfits.push({ where: `${place} ${name}`, says });
    }
    return misfits;
  }

  function judgeBody({ operation: { requestBody } }: FoundOperation, call: Call): readonly Misfit[] {
    if (call.requestBody === "")
      return requestBody?.required ? [{ where: "", says: "a body is required" }] : [];
    const schema = requestBody?.content["application/json"]?.schema;
    // Octokit sends an empty object with some calls that take no body.
    if (schema === undefined)
      return call.requestBody === "{}" ? [] : [{ where: "", says: "there is no body" }];
    return validator.findMisfits(schema, JSON.parse(call.requestBody));
  }

  function judgeAnswer({ operation }: FoundOperation, call: Call): readonly Misfit[] | null {
    // Every operation may answer with redirects and errors that its description does not list.
    const usual = call.status >= 300 && call.status !== 304 ? usualError : null;
    const schema = answerSchema(operation, call.status, components) ?? usual;
    if (schema !== null && call.answerBody !== "")
      return validator.findMisfits(schema, JSON.parse(call.answerBody));
    if (String(call.status) in operation.responses || call.status === 304) return [];
    return call.status < 300 ? [{ where: "", says: `the status ${call.status} is none of its` }] : null;
  }
}

/** With what GitHub says of single fields, with whatever status. */
const usualError: Schema = {
  allOf: [{ $ref: "#/components/schemas/basic-error" }, { properties: { errors: { type: "array" } } }],
};

const formatless = remember(({ format: _, ...schema }: Schema): Schema => schema);

/** The same schema for the same one, as a validator compiles each only once. */
function remember(make: (schema: Schema) => Schema): (schema: Schema) => Schema {
  const made = new Map<Schema, Schema>();
  return (schema) => {
    const known = made.get(schema) ?? make(schema);
    made.set(schema, known);
    return known;
  };
}

/** What a text of a path or a query stands for. */
function readParameter(text: string, type: unknown): unknown {
  if (type === "integer" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === "boolean" && /^(?:true|false)$/.test(text)) return text === "true";
  return type === "array" ? text.split(",") : text;
}
