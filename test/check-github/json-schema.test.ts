import { expect, test } from "vitest";
import { type Schema, toJsonSchema } from "../../script/github/json-schema.ts";

const text = { type: "string" };
const sealed = { unevaluatedProperties: false };

test.each<[string, Schema, Schema]>([
  [
    "a field that is not named is a mistake",
    { type: "object", properties: { a: text } },
    { type: "object", properties: { a: text }, ...sealed },
  ],
  [
    "unless the description allows for it",
    { properties: { a: text }, additionalProperties: true },
    { properties: { a: text }, additionalProperties: true },
  ],
  ["an object of any fields stays one", { type: "object" }, { type: "object" }],
  [
    "what may be null by OpenAPI 3.0",
    { type: "string", enum: ["a"], nullable: true },
    { type: ["string", "null"], enum: ["a", null] },
  ],
  ["a reference", { $ref: "#/components/schemas/user" }, { $ref: "api#/sealed/user" }],
  [
    "a reference that may be null",
    { nullable: true, allOf: [{ $ref: "#/components/schemas/user" }] },
    { anyOf: [{ allOf: [{ $ref: "api#/open/user" }], ...sealed }, { type: "null" }] },
  ],
  [
    "parts that only together name all fields",
    { properties: { a: text }, allOf: [{ properties: { b: text } }] },
    { properties: { a: text }, allOf: [{ properties: { b: text } }], ...sealed },
  ],
  [
    "alternatives, of which several may fit",
    { oneOf: [{ properties: { a: text } }, { $ref: "#/components/schemas/user" }] },
    { anyOf: [{ properties: { a: text }, ...sealed }, { $ref: "api#/sealed/user" }] },
  ],
  [
    "what is said of a list",
    { type: "array", items: { properties: {} } },
    { type: "array", items: { properties: {}, ...sealed } },
  ],
  ["what is only said about it goes", { ...text, description: "x", example: "y", "x-github": 1 }, text],
])("%s", (_, schema, expected) => {
  expect(toJsonSchema(schema, "api")).toEqual(expected);
});
