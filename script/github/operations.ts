import type { Schema } from "./json-schema.ts";

/** An operation of GitHub's description of its API, as far as it is looked at. */
export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content } | { readonly $ref: string }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
  /** Of a path: it takes slashes too. */
  readonly "x-multi-segment"?: boolean;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  };
}

export interface FoundOperation {
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  /** What stands in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the operation of a request by its method and its path, still encoded. */
export type FindOperation = (method: string, path: string) => FoundOperation | null;

/** Of two paths that fit, the one with fewer parameters is meant, or the one that says more beside them. */
export function createFinder({ paths, components }: Description): FindOperation {
  const routes = Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const parameters = (operation.parameters ?? []).map((one) =>
        "$ref" in one ? (components.parameters[nameOf(one.$ref)] as Parameter) : one,
      );
      const takesSlashes = new Set(
        parameters.filter((one) => one["x-multi-segment"]).map(({ name }) => name),
      );
      const names: string[] = [];
      const source = template.replaceAll(/[.]/g, "\\.").replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        names.push(name);
        return takesSlashes.has(name) ? "(.+)" : "([^/]+)";
      });
      return {
        method: method.toUpperCase(),
        pattern: new RegExp(`^${source}$`),
        names,
        literal: template.replaceAll(/\{\w+\}/g, "").length,
        found: { operation, parameters },
      };
    }),
  );
  routes.sort((a, b) => a.names.length - b.names.length || b.literal - a.literal);
  return (method, path) => {
    for (const route of routes) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match === null) continue;
      const values = match.slice(1).map(decodeURIComponent);
      const params = Object.fromEntries(route.names.map((name, index) => [name, values[index] ?? ""]));
      return { ...route.found, params };
    }
    return null;
  };
}

/** The schema of the JSON that an operation answers with a status; null where the description says nothing of it. */
export function answerSchema(
  { responses }: Operation,
  status: number,
  components: Description["components"],
): Schema | null {
  const response = responses[String(status)];
  if (response === undefined) return null;
  const { content = {} } =
    "$ref" in response ? (components.responses[nameOf(response.$ref)] ?? {}) : response;
  return content["application/json"]?.schema ?? null;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
