import { Webhooks } from "@octokit/webhooks";
import type { Probot } from "probot";
import { openQueues } from "../../adapters/queue/queues.ts";
import { connectRedis } from "../../adapters/store/redis/connect.ts";
import { createHeartbeat } from "../../adapters/store/sweep/heartbeat.ts";
import { readRedisUrl } from "../../environment/redis-settings.ts";
import { registerWebhooks } from "./app.ts";
import { enterRedis, StartError } from "./enter-redis.ts";
import { listeningPace, productionPace } from "./main.ts";
import { registerPageWebhooks } from "./pages/page-webhooks.ts";
import { reportConnection, reportEntered } from "./report-trouble.ts";
import { startHeartbeat } from "./start-heartbeat.ts";

/** Of the queues. Not `REDIS_URL`, which Probot takes for its own clients: each call waits while that Redis is down. */
const redisVariable = "EGRESS_REDIS_URL";

/** The secret that Probot takes where none is set, and that everybody knows. */
const knownSecret = "development";

/**
 * The App for a host of Probot, `probot run` or an adapter: it puts webhooks into the queues, and `egress serve --role worker` with the
 * same Redis does the work. Throws an EnvironmentError or a StartError.
 */
export default async function probotApp(app: Probot): Promise<void> {
  if (await acceptsKnownSecret(app)) throw new StartError("known-secret", "WEBHOOK_SECRET is required");
  const redis = connectRedis(readRedisUrl(process.env, redisVariable), "store");
  reportConnection(redis, "queue", app.log);
  const entered = await enterRedis(redis, null, productionPace.addTimeout).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  reportEntered(entered, app.log);
  const queues = openQueues(redis, productionPace);
  registerWebhooks(app, queues);
  registerPageWebhooks(app, redis);
  startHeartbeat({ heartbeat: createHeartbeat(redis), queues, log: app.log }, listeningPace);
}

async function acceptsKnownSecret({ webhooks }: Probot): Promise<boolean> {
  const signature = await new Webhooks({ secret: knownSecret }).sign("{}");
  return webhooks.verify("{}", signature);
}
