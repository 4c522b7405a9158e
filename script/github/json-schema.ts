/** A schema of a description, or of JSON Schema 2019-09: whatever its keywords hold. */
export type Schema = Readonly<Record<string, unknown>>;

/** Keywords that mean the same in both and hold no schema. */
const plain = [
  "type",
  "enum",
  "const",
  "format",
  "pattern",
  "required",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
];

/**
 * Turns a schema of OpenAPI 3.0 or 3.1 into one of JSON Schema 2019-09 to which a field that it does not name is a mistake, unless it allows
 * for such fields. References lead to `ID#/sealed/NAME` and, for parts that only together name all fields, to `ID#/open/NAME`. Where a
 * description says `oneOf`, fitting several is right: many of GitHub's alternatives contain each other.
 */
export function toJsonSchema(schema: Schema, id: string, isSealed = true): Schema {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.replace(/^#\/components\/schemas\//, "");
    return { $ref: `${id}#/${isSealed ? "sealed" : "open"}/${name}` };
  }
  const { properties, allOf, additionalProperties } = schema as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly allOf?: readonly Schema[];
    readonly additionalProperties?: boolean | Schema;
  };
  const alternatives = (schema.oneOf ?? schema.anyOf) as readonly Schema[] | undefined;
  const isWhole = properties === undefined && allOf === undefined;
  const out: Record<string, unknown> = {};
  for (const name of plain) if (name in schema) out[name] = schema[name];
  if (properties !== undefined)
    out.properties = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, toJsonSchema(value, id)]),
    );
  if (isSchema(schema.items)) out.items = toJsonSchema(schema.items, id);
  if (isSchema(additionalProperties)) out.additionalProperties = toJsonSchema(additionalProperties, id);
  else if (additionalProperties !== undefined) out.additionalProperties = additionalProperties;
  if (allOf !== undefined) out.allOf = allOf.map((part) => toJsonSchema(part, id, false));
  if (alternatives !== undefined)
    out.anyOf = alternatives.map((part) => toJsonSchema(part, id, isSealed && isWhole));
  if (isSealed && !isWhole && additionalProperties === undefined) out.unevaluatedProperties = false;
  return schema.nullable === true ? orNull(out) : out;
}

function orNull(schema: Record<string, unknown>): Schema {
  if (typeof schema.type !== "string") return { anyOf: [schema, { type: "null" }] };
  return {
    ...schema,
    type: [schema.type, "null"],
    ...(Array.isArray(schema.enum) && { enum: [...schema.enum, null] }),
  };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}
