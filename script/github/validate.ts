import { createRequire } from "node:module";
import { type Schema, toJsonSchema } from "./json-schema.ts";

/** What does not fit: where in the value, and what is said about it. */
export interface Misfit {
  /** `/0/user/login`, with `*` for the places in lists. */
  readonly where: string;
  readonly says: string;
}

/** Compares values with schemas of one description. */
export interface Validator {
  findMisfits(schema: Schema, value: unknown): readonly Misfit[];
}

interface AjvError {
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}
type Validate = { (value: unknown): boolean; errors?: readonly AjvError[] | null };
interface Ajv {
  addSchema(schema: object): void;
  addFormat(name: string, pattern: RegExp): void;
  compile(schema: object): Validate;
}

const require = createRequire(import.meta.url);
const { default: Ajv2019 } = require("ajv/dist/2019.js") as { default: new (options: object) => Ajv };
const { default: addFormats } = require("ajv-formats") as { default: (ajv: Ajv) => void };

/** Makes a validator of the schemas that a description's components hold; `id` names the description. */
export function createValidator(id: string, components: Readonly<Record<string, Schema>>): Validator {
  const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false });
  addFormats(ajv);
  // Addresses of bots have brackets, `41898282+github-actions[bot]@users.noreply.github.com`, against every grammar of addresses.
  ajv.addFormat("email", /^[^@\s]+@[^@\s]+$/);
  const entries = Object.entries(components);
  const variant = (isSealed: boolean) =>
    Object.fromEntries(entries.map(([name, schema]) => [name, toJsonSchema(schema, id, isSealed)]));
  ajv.addSchema({ $id: id, sealed: variant(true), open: variant(false) });
  const compiled = new Map<Schema, Validate>();
  return {
    findMisfits(schema, value) {
      const validate = compiled.get(schema) ?? ajv.compile(toJsonSchema(schema, id));
      compiled.set(schema, validate);
      return validate(value) ? [] : (validate.errors ?? []).map(describe);
    },
  };
}

function describe({ instancePath, message = "", params }: AjvError): Misfit {
  const details = Object.values(params).filter((value) => typeof value === "string");
  const says = details.every((detail) => message.includes(String(detail)))
    ? message
    : `${message}: ${details.join(", ")}`;
  return { where: instancePath.replaceAll(/\/\d+(?=\/|$)/g, "/*"), says };
}
