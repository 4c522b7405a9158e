import { openQueues } from "../../src/adapters/queue/queues.ts";
import { startWorkers } from "../../src/adapters/queue/worker.ts";
import { connectRedis } from "../../src/adapters/store/redis/connect.ts";
import { idleTools } from "./tasks.ts";
import { deaf } from "./worker-events.ts";

// A worker as a process of its own, to be killed: it begins every run of a Redis to be learned, says so, and never ends one.
const [socketPath = ""] = process.argv.slice(2);
const begin = (): Promise<never> => {
  process.stdout.write("begun\n");
  return new Promise(() => {});
};

startWorkers(
  connectRedis({ socketPath }, "queue"),
  openQueues(connectRedis({ socketPath }, "store"), {
    backoff: 1,
    proposeDelay: 1,
    quietDelay: 1,
    addTimeout: 60_000,
  }),
  {
    ...idleTools,
    learnRun: begin,
  },
  { lockDuration: 120_000, stalledInterval: 100, limitWait: 1 },
  deaf,
);
