import { createRequire } from "node:module";
import type { Recorded } from "../../test/fake-github/record.ts";
import type { Misfit } from "./validate.ts";

type Call = Extract<Recorded, { kind: "call" }>;
interface GraphqlError {
  readonly message: string;
}
/** The parts of the library `graphql` that are used; its values are opaque here. */
interface Graphql {
  buildSchema(text: string, options: { readonly assumeValidSDL: boolean }): object;
  parse(query: string): object;
  validate(schema: object, document: object): readonly GraphqlError[];
  executeSync(args: object): { readonly data?: unknown; readonly errors?: readonly GraphqlError[] };
}

const require = createRequire(import.meta.url);
const graphql = require("graphql") as Graphql;

interface Selected {
  readonly typeCondition?: { readonly name: { readonly value: string } };
}

interface FieldInfo {
  readonly fieldNodes: readonly { readonly selectionSet?: { readonly selections: readonly Selected[] } }[];
}

/** Of what type something is whose field may have several: what it says itself, else that of the only fragment which the question has for it. */
function resolveType(
  { __typename: said }: { readonly __typename?: string },
  _context: unknown,
  { fieldNodes }: FieldInfo,
): string | undefined {
  if (said !== undefined) return said;
  const asked = fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return asked.find(({ typeCondition }) => typeCondition !== undefined)?.typeCondition?.name.value;
}

/** Judges calls of the GraphQL API by GitHub's schema: the question, its variables, and the shape of an answer without errors. */
export function createGraphqlJudge(schemaText: string) {
  // It defines some fields twice.
  const schema = graphql.buildSchema(schemaText, { assumeValidSDL: true });
  return function judgeGraphql({ requestBody, answerBody }: Call): readonly Misfit[] {
    const { query, variables } = JSON.parse(requestBody) as { query: string; variables?: object };
    const { data, errors } = JSON.parse(answerBody) as { data?: object; errors?: unknown };
    const document = graphql.parse(query);
    const problems = [...graphql.validate(schema, document)];
    if (problems.length === 0) {
      // What was answered, asked again of the schema: it refuses variables and values of another kind.
      const again = graphql.executeSync({
        schema,
        document,
        variableValues: variables,
        rootValue: data ?? {},
        typeResolver: resolveType,
      });
      const isAnswered = errors === undefined;
      problems.push(
        ...(again.errors ?? []).filter(({ message }) => isAnswered || /^Variable /.test(message)),
      );
      if (isAnswered && JSON.stringify(again.data) !== JSON.stringify(data))
        problems.push({ message: "the answer has other fields than were asked for" });
    }
    return problems.map(({ message }) => ({ where: "", says: message }));
  };
}
