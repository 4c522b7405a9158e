import { createHmac, randomUUID } from "node:crypto";
import { record } from "../record.ts";

export interface DeliverOptions {
  readonly secret: string;
  /** The App that it goes to; without it some App. */
  readonly appId?: number;
  /** `X-GitHub-Delivery`; without it a new one. */
  readonly deliveryId?: string;
  /** A signature made with another secret, or none at all. */
  readonly signature?: "wrong" | "none";
  readonly contentType?: string;
  /** Of something that GitHub never sends, though it is signed. */
  readonly isForged?: boolean;
}

/** One webhook as GitHub's delivery log has it. */
export interface Delivery {
  readonly id: number;
  readonly appId: number;
  readonly guid: string;
  /** Whether somebody asked for it to be sent again. */
  readonly isAgain: boolean;
  readonly event: string;
  readonly action: string | null;
  readonly payload: unknown;
  readonly at: number;
  /** Seconds. */
  readonly duration: number;
  /** What the receiver answered; 0 where it could not be reached. */
  readonly statusCode: number;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
}

/**
 * Posts one webhook as GitHub does, signed. A text is sent as it is, everything else as JSON.
 * @throws what `fetch` throws where nobody answers
 */
export async function deliver(
  url: string,
  event: string,
  payload: unknown,
  { secret, appId = 1, deliveryId, signature, contentType, isForged }: DeliverOptions,
): Promise<{ readonly status: number; readonly body: string }> {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  const key = signature === "wrong" ? `${secret} but wrong` : secret;
  const headers: Record<string, string> = {
    accept: "*/*",
    // A connection that is kept may be ended by the receiver while the next webhook is on its way.
    connection: "close",
    "content-type": contentType ?? "application/json",
    "user-agent": "GitHub-Hookshot/0a1b2c3",
    "x-github-delivery": deliveryId ?? randomUUID(),
    "x-github-event": event,
    "x-github-hook-id": "1",
    "x-github-hook-installation-target-type": "integration",
    "x-github-hook-installation-target-id": String(appId),
    ...(signature === "none"
      ? {}
      : { "x-hub-signature-256": `sha256=${createHmac("sha256", key).update(body).digest("hex")}` }),
  };
  const isGitHubs = typeof payload !== "string" && signature === undefined && contentType === undefined;
  if (isGitHubs && isForged !== true) record(() => ({ kind: "webhook", event, headers, body }));
  const response = await fetch(url, { method: "POST", headers, body });
  return { status: response.status, body: await response.text() };
}
