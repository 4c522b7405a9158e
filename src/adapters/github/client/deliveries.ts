import { z } from "zod";
import { itemsPerPage } from "./list-items.ts";
import type { Octokit } from "./octokit.ts";

/** A webhook that GitHub sent, or tried to. Times in ms since 1970. */
export interface Delivery {
  readonly id: number;
  /** The same for all tries at one event. */
  readonly guid: string;
  readonly at: number;
  readonly isAgain: boolean;
  readonly wasTaken: boolean;
}

// An answer that broke off comes as an empty text, and must not pass for "none".
const pageSchema = z.array(
  z.object({
    id: z.number(),
    guid: z.string().max(100),
    delivered_at: z.string(),
    redelivery: z.boolean(),
    status_code: z.number(),
  }),
);

/**
 * Lists the webhooks of the App since a time, the newest first; null where there are more than so many hundreds. GitHub keeps them for three days.
 * Is given the App's own client. @throws what Octokit throws, and a ZodError for a torn answer
 */
export async function listDeliveries(
  app: Octokit,
  since: number,
  mostPages: number,
): Promise<readonly Delivery[] | null> {
  const found: Delivery[] = [];
  let cursor: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await app.rest.apps.listWebhookDeliveries({
      per_page: itemsPerPage,
      ...(cursor !== undefined && { cursor }),
    });
    const deliveries = pageSchema.parse(answer.data).map(readDelivery);
    found.push(...deliveries.filter(({ at }) => at >= since));
    cursor = readCursor(answer.headers.link);
    if (cursor === undefined || deliveries.some(({ at }) => at < since)) return found;
  }
  return null;
}

/** Has GitHub send a webhook once more. @throws what Octokit throws */
export async function redeliver(app: Octokit, deliveryId: number): Promise<void> {
  await app.rest.apps.redeliverWebhookDelivery({ delivery_id: deliveryId });
}

function readDelivery(item: z.infer<typeof pageSchema>[number]): Delivery {
  const { id, guid, delivered_at: at, redelivery: isAgain, status_code: status } = item;
  return { id, guid, at: Date.parse(at) || 0, isAgain, wasTaken: status >= 200 && status <= 299 };
}

/** Where the next page begins, by the `Link` of an answer. */
function readCursor(link: string | undefined): string | undefined {
  const [, address] = /<([^>]{1,2000})>; rel="next"/.exec(link ?? "") ?? [];
  return address === undefined ? undefined : (new URL(address).searchParams.get("cursor") ?? undefined);
}
