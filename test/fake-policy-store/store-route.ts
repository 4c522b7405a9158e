import { z } from "zod";

const name = z.string().regex(/^[A-Za-z0-9._-]{1,128}$/);

/** Exactly what may be sent to make or replace a policy. */
const policyBody = z.strictObject({
  owner: z.string(),
  policyName: name,
  allowed_endpoints: z.array(z.string()),
  egress_policy: z.enum(["audit", "block"]),
  disable_telemetry: z.boolean(),
  disable_sudo: z.boolean(),
  disable_file_monitoring: z.boolean(),
});

/** Exactly what may be sent to attach a policy. */
const attachBody = z.strictObject({
  org: z.strictObject({
    name: z.string(),
    apply_to_org: z.boolean(),
    repos: z.array(
      z.strictObject({
        name: z.string().min(1),
        apply_to_repo: z.boolean(),
        // Names of files, without their directory.
        workflows: z.array(z.string().regex(/^[^/]+$/)),
      }),
    ),
  }),
  clusters: z.array(z.string()),
});

export type PolicyBody = z.infer<typeof policyBody>;
export type Attachment = z.infer<typeof attachBody>;

/** What a request asks the store for. */
export type StoreAction = { readonly owner: string; readonly name: string } & (
  | { readonly kind: "read" | "remove" | "detach" }
  | { readonly kind: "write"; readonly body: PolicyBody }
  | { readonly kind: "attach"; readonly body: Attachment }
);

/** A request that the store would never be sent by a program that is right. */
export class StoreViolation extends Error {
  override readonly name = "StoreViolation";
}

export interface StoreCall {
  readonly method: string;
  /** As it was asked for, with what follows a question mark, without `/v1`. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

const paths = /^\/github\/([^/?]+)\/actions\/policies\/([^/?]+)(\/attach)?$/;

/** The owner whom a path names, by whose key it is to be asked. @throws StoreViolation for a path that is none of the store's */
export function readOwner(path: string): string {
  const [, owner] = paths.exec(path) ?? [];
  if (owner === undefined) throw new StoreViolation("no such route");
  return decode(owner);
}

/** What a request asks for. @throws StoreViolation where it is not exactly as it should be */
export function readAction(call: StoreCall): StoreAction {
  const [, ownerPart = "", namePart = "", attach] = paths.exec(call.path) ?? [];
  const target = { owner: decode(ownerPart), name: decode(namePart) };
  if (!name.safeParse(target.name).success) throw new StoreViolation("no name of a policy");
  if (call.method !== "POST" && call.body !== "") throw new StoreViolation("a body where none belongs");
  switch (`${call.method}${attach ?? ""}`) {
    case "GET":
      return { ...target, kind: "read" };
    case "DELETE":
      return { ...target, kind: "remove" };
    case "DELETE/attach":
      return { ...target, kind: "detach" };
    case "POST": {
      const body = parse(policyBody, call);
      if (body.owner !== target.owner) throw new StoreViolation("owner is not the path's");
      if (body.policyName !== target.name) throw new StoreViolation("policyName is not the path's");
      return { ...target, kind: "write", body };
    }
    case "POST/attach": {
      const body = parse(attachBody, call);
      if (body.org.name !== target.owner) throw new StoreViolation("org.name is not the path's owner");
      return { ...target, kind: "attach", body };
    }
    default:
      throw new StoreViolation("no such method");
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StoreViolation("a path that cannot be decoded");
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, { contentType, body }: StoreCall): z.infer<Schema> {
  if (!/^application\/json\b/.test(contentType ?? "")) throw new StoreViolation("not application/json");
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new StoreViolation("a body that is no JSON");
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new StoreViolation(
    parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`).join("; "),
  );
}
