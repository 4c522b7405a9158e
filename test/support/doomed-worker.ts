import type { Command } from "ioredis";
import { openQueues } from "../../src/adapters/queue/queues.ts";
import { startWorkers } from "../../src/adapters/queue/worker.ts";
import { connectRedis } from "../../src/adapters/store/redis/connect.ts";
import { learnAndLog } from "./learn-and-log.ts";
import { idleTools } from "./tasks.ts";
import { deaf } from "./worker-events.ts";

// A worker as a process of its own that kills itself at its n-th command on the runs to be learned: before it is sent, or once it is answered.
const [socketPath = "", last = "", side = ""] = process.argv.slice(2);

const store = connectRedis({ socketPath }, "store");
const redis = connectRedis({ socketPath }, "queue");
const send = redis.sendCommand.bind(redis);
let sent = 0;
redis.sendCommand = (command: Command, ...more: never[]) => {
  if (!command.args.some((value) => String(value).includes(":learn-run:"))) return send(command, ...more);
  sent += 1;
  const isLast = sent === Number(last);
  if (isLast && side === "before") process.kill(process.pid, "SIGKILL");
  const reply = send(command, ...more);
  if (isLast) void command.promise.then(() => process.kill(process.pid, "SIGKILL"));
  return reply;
};

startWorkers(
  redis,
  openQueues(store, { backoff: 1, proposeDelay: 1, quietDelay: 1, addTimeout: 60_000 }),
  { ...idleTools, learnRun: learnAndLog(store) },
  { lockDuration: 120_000, stalledInterval: 50, limitWait: 1 },
  deaf,
);
