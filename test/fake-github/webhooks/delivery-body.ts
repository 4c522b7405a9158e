import type { components } from "@octokit/openapi-types";
import type { Delivery } from "./deliver.ts";

export function deliveryItem(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.at).toISOString(),
    redelivery: delivery.isAgain,
    duration: delivery.duration,
    status: statusText(delivery.statusCode),
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  } satisfies components["schemas"]["hook-delivery-item"];
}

function statusText(code: number): string {
  if (code === 0) return "failed to connect to host";
  return code >= 200 && code <= 299 ? "OK" : `Invalid HTTP Response: ${code}`;
}
