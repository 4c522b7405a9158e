import { listDeliveries, redeliver } from "../../adapters/github/client/deliveries.ts";
import { classifyFailure } from "../../adapters/github/client/failure.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { chooseDeliveries } from "../../domain/sweep/choose-deliveries.ts";

/** An App with more hundreds of webhooks than these leaves them to the lists of its repositories. */
const mostPages = 10;

/**
 * Has GitHub send again what nobody took since a time, ms since 1970: pushes, reviews and ticks too, which no list shows. Is given the App's own
 * client. @throws what GitHub answered with
 */
export async function redeliverMissed(app: Octokit, since: number): Promise<void> {
  const deliveries = await listDeliveries(app, since, mostPages);
  for (const id of chooseDeliveries(deliveries ?? [])) await redeliverIfKept(app, id);
}

/** GitHub may have dropped a webhook since it was listed, and the others are to be sent all the same. */
async function redeliverIfKept(app: Octokit, deliveryId: number): Promise<void> {
  try {
    await redeliver(app, deliveryId);
  } catch (error) {
    if (classifyFailure(error, Date.now()).kind !== "permanent") throw error;
  }
}
