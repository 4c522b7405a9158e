import { type DeadLetter, type DeadLetters, openDeadLetters } from "../../../adapters/queue/dead-letters.ts";
import { loadEnvironmentFile } from "../../../environment/environment.ts";
import { readRedisSettings } from "../../../environment/redis-settings.ts";
import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { formatTable } from "../shared/table.ts";
import { plain, toJsonText } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { withAppRedis } from "./app-redis.ts";
import { readEnvironmentOrTell } from "./environment.ts";

const help = `usage: egress queue list [--json]
       egress queue retry ID…|--all [--json]
       egress queue drop ID…|--all [--json]

Shows the tasks that were given up, puts them back, or deletes them. The queue is in the Redis of REDIS_URL, or in that
of the egress serve that runs in this directory.

  --all          every task that list shows
  --json         list: one JSON object per task and line; retry and drop: one object with the ids
  -h, --help     this text
  -v, --version  the version

exit code: 0 done, 1 an ID is unknown or Redis cannot be reached
`;

const verbs = ["list", "retry", "drop"] as const;

/** `egress queue`. */
export async function runQueue(args: readonly string[]): Promise<number> {
  const { flags, positionals } = parseArguments("queue", args, {
    all: { type: "boolean" },
    json: { type: "boolean" },
  });
  if (answerCommon(flags, help)) return 0;
  const [word, ...ids] = positionals.map(({ value }) => value);
  const verb = verbs.find((name) => name === word);
  if (verb === undefined) {
    throw new UsageError(`queue: say one of ${verbs.join(", ")}; see egress queue --help`);
  }
  if (verb === "list" ? ids.length > 0 || flags.has("all") : ids.length > 0 === flags.has("all")) {
    throw new UsageError(`queue: ${verb} takes ${verb === "list" ? "no IDs" : "either IDs or --all"}`);
  }
  return withDeadLetters(async (letters) => {
    const listed = verb === "list" || flags.has("all") ? await letters.list() : [];
    if (verb === "list") {
      process.stdout.write(flags.has("json") ? toLines(listed) : describe(listed));
      return 0;
    }
    return change(verb, flags.has("all") ? listed.map(({ id }) => id) : ids, letters, flags.has("json"));
  });
}

async function change(
  verb: "retry" | "drop",
  ids: readonly string[],
  letters: DeadLetters,
  json: boolean,
): Promise<number> {
  const done: string[] = [];
  const unknown: string[] = [];
  for (const id of ids) ((await letters[verb](id)) ? done : unknown).push(id);
  const past = verb === "retry" ? "put back" : "dropped";
  process.stdout.write(json ? `${toJsonText({ done, unknown })}\n` : `${past}: ${done.length}\n`);
  for (const id of unknown) process.stderr.write(`egress: queue: there is no task ${plain(id)} to ${verb}\n`);
  return unknown.length > 0 ? 1 : 0;
}

async function withDeadLetters(work: (letters: DeadLetters) => Promise<number>): Promise<number> {
  const settings = readEnvironmentOrTell("queue", () => {
    loadEnvironmentFile();
    return readRedisSettings(process.env);
  });
  if (settings === null) return 1;
  return withAppRedis("queue", settings, async (redis) => {
    const letters = openDeadLetters(redis);
    try {
      return await work(letters);
    } finally {
      await letters.close();
    }
  });
}

function toLines(letters: readonly DeadLetter[]): string {
  return letters.map((letter) => `${toJsonText(letter)}\n`).join("");
}

function describe(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return "no task was given up\n";
  const rows = letters.map(({ id, repository, task, tries, failedAt, reason }) => [
    plain(id),
    plain(repository),
    plain(task),
    String(tries),
    failedAt.slice(0, 19).replace("T", " "),
    plain(reason),
  ]);
  return formatTable(["id", "repository", "task", "tries", "given up (UTC)", "reason"], rows, {
    drop: ["tries", "given up (UTC)", "task"],
  });
}
