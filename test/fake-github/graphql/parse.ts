/** A value in a GraphQL document; a variable stays a reference until it is filled in. */
export type Value =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "list"; readonly values: readonly Value[] }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Value> };

/** A mutation or a query with one field, which is all that the fake understands. */
export interface Operation {
  readonly kind: "mutation" | "query";
  /** Variable name to type, such as `ID!`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly field: string;
  readonly arguments: ReadonlyMap<string, Value>;
  /** Each field with those it lies in, as `...Type.field.field`. */
  readonly selection: readonly string[];
}

/** Reads `mutation Name($x: T!) { field(name: value) { selected } }`, or such a query. @throws SyntaxError for anything else */
export function parseOperation(document: string): Operation {
  const tokens = tokenize(document);
  let at = 0;
  const kind = peek() === "query" ? "query" : "mutation";
  take(kind);
  if (peek() !== "(" && peek() !== "{") takeName();
  const variables = new Map<string, string>();
  if (peek() === "(") {
    at += 1;
    while (peek() !== ")") {
      take("$");
      const name = takeName();
      take(":");
      variables.set(name, takeType());
    }
    at += 1;
  }
  take("{");
  const field = takeName();
  take("(");
  const args = takeFields(")");
  const selection = takeSelection();
  take("}");
  if (at < tokens.length) throw unexpected();
  return { kind, variables, field, arguments: args, selection };

  function peek(): string | undefined {
    return tokens[at];
  }

  function take(token: string): void {
    if (peek() !== token) throw unexpected();
    at += 1;
  }

  function takeName(): string {
    const token = peek() ?? "";
    if (!/^[A-Za-z_]\w*$/.test(token)) throw unexpected();
    at += 1;
    return token;
  }

  function takeSelection(): readonly string[] {
    take("{");
    const selected: string[] = [];
    while (peek() !== "}") {
      const name = peek() === "..." ? takeFragment() : takeName();
      if (peek() === "{") selected.push(...takeSelection().map((inner) => `${name}.${inner}`));
      else selected.push(name);
    }
    at += 1;
    return selected;
  }

  function takeFragment(): string {
    take("...");
    take("on");
    return `...${takeName()}`;
  }

  function takeType(): string {
    let type = "";
    if (peek() === "[") {
      at += 1;
      type = `[${takeType()}]`;
      take("]");
    } else type = takeName();
    if (peek() !== "!") return type;
    at += 1;
    return `${type}!`;
  }

  function takeFields(end: string): Map<string, Value> {
    const fields = new Map<string, Value>();
    while (peek() !== end) {
      const name = takeName();
      take(":");
      fields.set(name, takeValue());
    }
    at += 1;
    return fields;
  }

  function takeValue(): Value {
    const token = peek() ?? "";
    at += 1;
    if (token === "$") return { kind: "variable", name: takeName() };
    if (token === "{") return { kind: "object", fields: takeFields("}") };
    if (token === "[") {
      const values: Value[] = [];
      while (peek() !== "]") values.push(takeValue());
      at += 1;
      return { kind: "list", values };
    }
    if (token.startsWith('"') || /^(-?\d+|true|false|null)$/.test(token)) {
      return { kind: "literal", value: JSON.parse(token) };
    }
    at -= 1;
    throw unexpected();
  }

  function unexpected(): SyntaxError {
    return new SyntaxError(`Unexpected ${peek() ?? "end of document"}`);
  }
}

function tokenize(document: string): readonly string[] {
  const pattern = /[\s,]+|("(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|-?\d+|\.\.\.|[{}()[\]:!$])/y;
  const tokens: string[] = [];
  while (pattern.lastIndex < document.length) {
    const from = pattern.lastIndex;
    const match = pattern.exec(document);
    if (match === null) throw new SyntaxError(`Unexpected ${document.charAt(from)}`);
    if (match[1] !== undefined) tokens.push(match[1]);
  }
  return tokens;
}

/** Fills in the variables. @throws SyntaxError for one that is not declared */
export function evaluate(
  value: Value,
  declared: ReadonlyMap<string, string>,
  given: Readonly<Record<string, unknown>>,
): unknown {
  switch (value.kind) {
    case "literal":
      return value.value;
    case "variable":
      if (!declared.has(value.name)) throw new SyntaxError(`Variable $${value.name} is not declared`);
      return given[value.name];
    case "list":
      return value.values.map((item) => evaluate(item, declared, given));
    case "object":
      return Object.fromEntries(
        [...value.fields].map(([name, item]) => [name, evaluate(item, declared, given)]),
      );
  }
}
