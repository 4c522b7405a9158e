import { randomUUID } from "node:crypto";
import type { App, Installation, World, WorldEvent } from "../state/world.ts";
import { type Delivery, deliver } from "./deliver.ts";

/** Sends what happens to the Apps that are installed where it happens. */
export interface WebhookSender {
  readonly deliveries: Delivery[];
  /** From now on events are sent to this address; null ends it. */
  target: string | null;
  /** Where a delivery is noted and, with a target, sent. */
  send(app: App, installation: Installation, event: WorldEvent): void;
  /** Resolves when no delivery is under way. */
  settled(): Promise<void>;
}

export function createWebhookSender(world: Pick<World, "clock" | "nextId">): WebhookSender {
  const underWay = new Set<Promise<void>>();
  const sender: WebhookSender = {
    deliveries: [],
    target: null,
    send(app, installation, { event, repository, payload }) {
      if (sender.target === null) return;
      const { id } = installation;
      const full = { ...payload, installation: { id, node_id: `IN_${id}` } };
      const action = typeof payload.action === "string" ? payload.action : null;
      const facts = { event, action, payload: full, repositoryId: repository.id, installationId: id };
      const done = post(sender.target, app, facts).finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
  return sender;

  /** GitHub tries once and notes what came of it. */
  async function post(
    url: string,
    app: App,
    facts: Pick<Delivery, "event" | "action" | "payload" | "repositoryId" | "installationId">,
  ): Promise<void> {
    const guid = randomUUID();
    const at = world.clock.now();
    let statusCode = 0;
    try {
      const options = { secret: app.webhookSecret, appId: app.id, deliveryId: guid };
      statusCode = (await deliver(url, facts.event, facts.payload, options)).status;
    } catch {
      // Nobody answered: the log shows it, as GitHub's does.
    }
    const duration = (world.clock.now() - at) / 1000;
    sender.deliveries.push({ ...facts, id: world.nextId(), appId: app.id, guid, at, duration, statusCode });
  }
}
