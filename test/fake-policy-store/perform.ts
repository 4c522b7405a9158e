import type { Attachment, StoreAction } from "./store-route.ts";

export interface StoredPolicy {
  /** What a GET answers: as it was sent, or as a person left it. */
  readonly body: unknown;
  readonly attachments: readonly Attachment[];
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** Does what a right request asks for, with the policies by `owner/name`. */
export function perform(policies: Map<string, StoredPolicy>, action: StoreAction): Reply {
  const id = `${action.owner}/${action.name}`;
  const policy = policies.get(id);
  if (action.kind === "write") {
    policies.set(id, { body: action.body, attachments: policy?.attachments ?? [] });
    return { status: policy === undefined ? 201 : 200, body: action.body };
  }
  if (policy === undefined) return { status: 404, body: { message: "no such policy" } };
  switch (action.kind) {
    case "read":
      return { status: 200, body: policy.body };
    case "remove":
      policies.delete(id);
      return { status: 204 };
    case "detach":
      policies.set(id, { ...policy, attachments: [] });
      return { status: 204 };
    case "attach":
      policies.set(id, { ...policy, attachments: withAttachment(policy.attachments, action.body) });
      return { status: 200, body: {} };
  }
}

/** The same twice is once. */
function withAttachment(attachments: readonly Attachment[], added: Attachment): readonly Attachment[] {
  const text = JSON.stringify(added);
  return attachments.some((known) => JSON.stringify(known) === text) ? attachments : [...attachments, added];
}
