import { z } from "zod";

/**
 * The version of what lies in the queues. A task says with which version it was written; an older process leaves those of a newer one to
 * whoever understands them. 1 is every release that did not say so.
 */
export const taskVersion = 2;

/** What a task carries beside what is to be done. */
export interface Envelope {
  readonly version: number;
  /** GitHub's number of the webhook that it came from, as GitHub's page of deliveries lists it; null for every other. */
  readonly delivery: string | null;
}

/** Whoever calls the webhook's address names the delivery; the signature does not cover it. */
const deliveryId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const sealed = z.object({ egress: z.object({ version: z.int(), delivery: deliveryId.nullable() }) });

/** A task as it is stored. Earlier releases read it as the task alone. */
export function sealTask<Task extends object>(task: Task, delivery: string | undefined): Task & object {
  return { ...task, egress: { version: taskVersion, delivery: deliveryId.safeParse(delivery).data ?? null } };
}

/** Reads what `sealTask` wrote, in any release. */
export function readEnvelope(data: unknown): Envelope {
  return sealed.safeParse(data).data?.egress ?? { version: 1, delivery: null };
}
