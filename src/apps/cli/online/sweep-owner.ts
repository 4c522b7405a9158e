import pino from "pino";
import { createBot } from "../../../adapters/github/client/bot.ts";
import { openQueues } from "../../../adapters/queue/queues.ts";
import { nameSweep } from "../../../domain/sweep/name-sweep.ts";
import { plain } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { withAppRedis } from "./app-redis.ts";
import { callPace, type RepositoriesOptions, taskPace } from "./each-repository.ts";
import { explainFailure } from "./explain-failure.ts";

/** Queues a sweep of an owner's repositories, ms since 1970; returns the exit code. @throws UsageError where Redis or GitHub cannot be asked */
export async function sweepOwner(
  { command, app, redis: settings, apiUrl }: RepositoriesOptions,
  owner: string,
  since: number,
): Promise<number> {
  const bot = createBot(app, apiUrl, callPace, pino({ level: "silent" }));
  return withAppRedis(command, settings, async (redis) => {
    const all = await bot.listInstallations().catch((error: unknown) => {
      throw explainFailure(error, { command, who: "the App", where: owner, apiUrl });
    });
    const found = all.find(({ account }) => account.toLowerCase() === owner.toLowerCase());
    if (found === undefined) throw new UsageError(`${command}: the App is not installed on ${owner}`);
    const queues = openQueues(redis, taskPace);
    await queues.sweepInstallation({ installationId: found.id, cause: "asked", since }, nameSweep("asked"));
    await queues.close();
    const when = new Date(since).toISOString();
    process.stdout.write(`a sweep of ${plain(found.account)} since ${when} is queued\n`);
    return 0;
  });
}
