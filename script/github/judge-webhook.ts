import type { Recorded } from "../../test/fake-github/record.ts";
import type { Schema } from "./json-schema.ts";
import type { Misfit, Validator } from "./validate.ts";

type Webhook = Extract<Recorded, { kind: "webhook" }>;

interface Described {
  readonly post: {
    readonly parameters: readonly { readonly name: string; readonly required?: boolean }[];
    readonly requestBody: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
  };
}

/** GitHub's description of what it sends, by event and action: `workflow-run-completed`. */
export interface WebhookDescription {
  readonly webhooks: Readonly<Record<string, Described>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Judges webhooks by GitHub's description of them. */
export function createWebhookJudge({ webhooks }: WebhookDescription, validator: Validator) {
  return function judgeWebhook({ event, headers, body }: Webhook): {
    readonly operation: string;
    readonly misfits: readonly Misfit[];
  } {
    const payload = JSON.parse(body) as { readonly action?: string };
    const operation = [event, ...(payload.action === undefined ? [] : [payload.action])]
      .join("-")
      .replaceAll("_", "-");
    const described = webhooks[operation]?.post;
    if (described === undefined)
      return { operation, misfits: [{ where: "", says: "there is no such event" }] };
    const missing = described.parameters
      .filter(({ name, required }) => required === true && !(name.toLowerCase() in headers))
      .map(({ name }) => ({ where: "headers", says: `${name} is missing` }));
    const { schema } = described.requestBody.content["application/json"];
    return { operation, misfits: [...missing, ...validator.findMisfits(schema, payload)] };
  };
}
