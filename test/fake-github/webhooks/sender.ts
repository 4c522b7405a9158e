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
  /** Sends a noted one once more, to where events are sent now. */
  sendAgain(delivery: Delivery): void;
  /** Resolves when no delivery is under way. */
  settled(): Promise<void>;
}

type Facts = Pick<
  Delivery,
  "guid" | "isAgain" | "event" | "action" | "payload" | "repositoryId" | "installationId"
>;

export function createWebhookSender(world: Pick<World, "clock" | "nextId">): WebhookSender {
  const apps = new Map<number, App>();
  const underWay = new Set<Promise<void>>();
  const sender: WebhookSender = {
    deliveries: [],
    target: null,
    send(app, installation, { event, repository, payload }) {
      if (sender.target === null) return;
      const { id } = installation;
      const full = { ...payload, installation: { id, node_id: `IN_${id}` } };
      const action = typeof payload.action === "string" ? payload.action : null;
      apps.set(app.id, app);
      begin(app, {
        guid: randomUUID(),
        isAgain: false,
        event,
        action,
        payload: full,
        repositoryId: repository.id,
        installationId: id,
      });
    },
    sendAgain({ appId, ...facts }) {
      const app = apps.get(appId);
      if (app !== undefined) begin(app, { ...facts, isAgain: true });
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
  return sender;

  function begin(app: App, facts: Facts): void {
    if (sender.target === null) return;
    const done = post(sender.target, app, facts).finally(() => underWay.delete(done));
    underWay.add(done);
  }

  /** GitHub tries once and notes what came of it. */
  async function post(url: string, app: App, facts: Facts): Promise<void> {
    const at = world.clock.now();
    let statusCode = 0;
    try {
      const options = { secret: app.webhookSecret, appId: app.id, deliveryId: facts.guid };
      statusCode = (await deliver(url, facts.event, facts.payload, options)).status;
    } catch {
      // Nobody answered: the log shows it, as GitHub's does.
    }
    const duration = (world.clock.now() - at) / 1000;
    sender.deliveries.push({ ...facts, id: world.nextId(), appId: app.id, at, duration, statusCode });
  }
}
