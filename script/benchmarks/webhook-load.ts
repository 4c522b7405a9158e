/**
 * Posts signed webhooks, from a process of its own, and tells how it went. The options come as JSON in the first argument; the
 * result goes to the parent.
 */
import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

export interface LoadOptions {
  readonly url: string;
  readonly secret: string;
  /** A payload of `workflow_run`; each post gets a run id of its own from `firstRunId` on. */
  readonly payload: { readonly workflow_run: { readonly id: number } };
  readonly firstRunId: number;
  readonly posts: number;
  readonly connections: number;
  /** Posts per second, in even steps; null: as many as there are answers. */
  readonly rate: number | null;
}

export interface LoadResult {
  readonly perSecond: number;
  /** The time within which 99 of 100 posts were answered, from when they were due; ms. */
  readonly p99: number;
  readonly refused: number;
}

const { url, secret, payload, firstRunId, posts, connections, rate } = JSON.parse(
  process.argv[2] ?? "",
) as LoadOptions;

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const bodies = Array.from({ length: posts }, (_, index) => {
  const body = JSON.stringify({
    ...payload,
    workflow_run: { ...payload.workflow_run, id: firstRunId + index },
  });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return { body, signature };
});

function post(index: number): Promise<number> {
  const { body = "", signature = "" } = bodies[index] ?? {};
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: "POST",
      agent,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "x-github-event": "workflow_run",
        "x-github-delivery": `${firstRunId + index}`,
        "x-hub-signature-256": `sha256=${signature}`,
      },
    });
    sent.on("response", (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const latencies: number[] = [];
let refused = 0;
let next = 0;

async function postOne(index: number, due: number): Promise<void> {
  if ((await post(index)) !== 200) refused += 1;
  latencies.push(performance.now() - due);
}

const start = performance.now();
if (rate === null) {
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < posts) await postOne(next++, performance.now());
    }),
  );
} else {
  const running: Promise<void>[] = [];
  for (let index = 0; index < posts; index += 1) {
    const due = start + (index * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    running.push(postOne(index, due));
  }
  await Promise.all(running);
}
const seconds = (performance.now() - start) / 1000;
latencies.sort((a, b) => a - b);
const result: LoadResult = {
  perSecond: posts / seconds,
  p99: latencies[Math.floor(posts * 0.99)] ?? Number.NaN,
  refused,
};
process.send?.(result, () => process.exit(0));
