import {
  type BackendFactory,
  createRedisBackend,
  isNotConnectionError,
  type Job,
  type Processor,
  type RedisQueueBackend,
  raw2NextJobData,
  Worker,
  type WorkerOptions,
} from "bullmq";
import type { Redis } from "../../store/redis/redis.ts";
import type { TurnRules } from "./turn-rules.ts";
import { takeNext } from "./turns.ts";

/** BullMQ's options, with the connection that is given beside them. */
export type FairWorkerOptions = Omit<WorkerOptions, "connection"> & { readonly lockDuration: number };

/** A worker of BullMQ's that begins the tasks of installations in turn. All else about a task is BullMQ's. */
export class FairWorker extends Worker<unknown, void> {
  constructor(
    name: string,
    processor: Processor<unknown, void>,
    redis: Redis,
    rules: TurnRules,
    options: FairWorkerOptions,
  ) {
    super(name, processor, { ...options, connection: redis }, fairBackend(redis, rules, options));
  }

  /** Never takes the next task within BullMQ's script that ends this one, which knows no turns. */
  override async processJob(
    job: Job<unknown, void>,
    token: string,
    mayTakeNext: () => boolean = () => true,
  ): Promise<Job<unknown, void> | undefined> {
    await super.processJob(job, token, () => false);
    if (!mayTakeNext() || this.closing !== undefined || this.paused) return undefined;
    try {
      return await this.moveToActive(token, this.opts.name);
    } catch (error) {
      // BullMQ's loop looks again.
      if (error instanceof Error && isNotConnectionError(error)) this.emit("error", error);
      return undefined;
    }
  }
}

function fairBackend(
  redis: Redis,
  rules: TurnRules,
  { lockDuration }: FairWorkerOptions,
): BackendFactory<RedisQueueBackend> {
  return (...about) => {
    const backend = createRedisBackend(...about);
    backend.moveToActive = async (token) =>
      raw2NextJobData(await takeNext(redis, backend, rules, { token, lockDuration }));
    return backend;
  };
}
