import type { ChainableCommander } from "ioredis";
import { z } from "zod";
import type { Decision, FileDecisions, JobDecision } from "../../domain/baseline/decision.ts";
import { keepKey, renewKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { toLuaJson } from "./redis/lua-json.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { replicate } from "./redis/replicate.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** What people have said about endpoints and jobs, by workflow file. Kept as long as somebody asks for it now and then. */
export interface Decisions {
  /** Drops everything where the repository belongs to another owner than when this was asked last: it is not for them to inherit. */
  keepForOwner(repositoryId: number, ownerId: number): Promise<void>;
  read(repositoryId: number, path: string): Promise<FileDecisions>;
  /** By workflow file; those about which nothing was said are not in it. */
  list(repositoryId: number): Promise<ReadonlyMap<string, FileDecisions>>;
  /**
   * Takes the place of an earlier word about the same endpoint; does nothing where there is a later one. It is on all replicas of Redis
   * then. @throws NotReplicatedError
   */
  decideEndpoint(repositoryId: number, path: string, decision: PersonalDecision): Promise<void>;
  /** The same for a job. */
  decideJob(repositoryId: number, path: string, jobId: string, decision: JobDecision): Promise<void>;
}

/** A decision that was made in a comment. */
export interface PersonalDecision extends Decision {
  readonly origin: Extract<Decision["origin"], { readonly kind: "person" }>;
}

const endpointSchema = z.object({
  kind: z.enum(["allow", "deny"]),
  login: z.string(),
  at: z.string(),
  reason: z.string(),
  jobs: z.array(z.string()).exactOptional(),
});
const word = { login: z.string(), at: z.string() };
/** What is read of a word that another release wrote in a form of its own: who said it and when, as far as that is where it was. */
const wordSchema = z
  .object({
    login: z.string().catch(""),
    at: z.string().catch(new Date(0).toISOString()),
    reason: z.string().catch(""),
  })
  .catch({ login: "", at: new Date(0).toISOString(), reason: "" });
const jobSchema: z.ZodType<JobDecision> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ignore"), ...word }),
  z.object({ kind: z.literal("audit"), ...word }),
  z.object({ kind: z.literal("propose"), ...word, gates: z.array(z.string()) }),
]);

// Answers are given by several at once and tried again after a crash, so an earlier word may come last.
const decideScript = `
local known = redis.call("HGET", KEYS[1], ARGV[1])
if known then
  local ok, value = pcall(cjson.decode, known)
  if ok and type(value) == "table" and type(value.at) == "string" and value.at > ARGV[2] then return 0 end
end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[3])
return 1`;

const keepForOwnerScript = `
local owner = redis.call("GET", KEYS[2])
if owner and owner ~= ARGV[1] then redis.call("UNLINK", KEYS[1]) end
redis.call("SET", KEYS[2], ARGV[1])
return 1`;

export function createDecisions(redis: Redis): Decisions {
  const keyFor = (repositoryId: number): string => keyOf(repositoryId, "decisions");

  async function list(repositoryId: number): Promise<ReadonlyMap<string, FileDecisions>> {
    const key = keyFor(repositoryId);
    // Renewed with each look: a word holds as long as the bot has to do with the repository.
    const [reply] = await runTransaction(renewKey(redis.multi().hgetall(key), key, keepRepository));
    return readFields(z.record(z.string(), z.string()).parse(reply));
  }

  async function decide(repositoryId: number, field: string, at: string, value: object): Promise<void> {
    const text = toLuaJson(value);
    const key = keyFor(repositoryId);
    const write = (chain: ChainableCommander): ChainableCommander =>
      chain.eval(decideScript, 1, key, field, at, text);
    await runTransaction(keepKey(write(redis.multi()), key, keepRepository));
    await replicate(redis, key, write);
  }

  return {
    async keepForOwner(repositoryId, ownerId) {
      const owner = keyOf(repositoryId, "owner");
      const write = redis.multi().eval(keepForOwnerScript, 2, keyFor(repositoryId), owner, String(ownerId));
      await runTransaction(keepKey(write, owner, keepRepository));
    },
    list,
    async read(repositoryId, path) {
      return (await list(repositoryId)).get(path) ?? { endpoints: [], jobs: new Map() };
    },
    async decideEndpoint(repositoryId, path, { kind, endpoint, origin: { login, at, reason }, jobs }) {
      const value = { kind, login, at, reason, ...(jobs !== undefined && { jobs }) };
      await decide(repositoryId, fieldOf("endpoint", path, endpoint), at, value);
    },
    async decideJob(repositoryId, path, jobId, decision) {
      await decide(repositoryId, fieldOf("job", path, jobId), decision.at, decision);
    },
  };
}

function readFields(fields: Readonly<Record<string, string>>): ReadonlyMap<string, FileDecisions> {
  const files = new Map<string, { endpoints: Decision[]; jobs: Map<string, JobDecision> }>();
  for (const [field, text] of Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [about, path = "", name = ""] = field.split(" ").map(decodeURIComponent);
    const file = files.get(path) ?? { endpoints: [], jobs: new Map<string, JobDecision>() };
    if (about === "endpoint") {
      // In doubt it is a no: a newer release's may be one.
      const value = parseValue(endpointSchema, text) ?? { kind: "deny" as const, ...readWord(text) };
      const { kind, jobs = undefined, ...origin } = value;
      file.endpoints.push({
        kind,
        endpoint: name,
        origin: { kind: "person", ...origin },
        ...(jobs !== undefined && { jobs }),
      });
    } else {
      const { login, at } = readWord(text);
      file.jobs.set(name, parseValue(jobSchema, text) ?? { kind: "ignore", login, at });
    }
    files.set(path, file);
  }
  for (const { endpoints } of files.values()) endpoints.sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
  return files;
}

function readWord(text: string): z.infer<typeof wordSchema> {
  return parseValue(wordSchema, text) ?? wordSchema.parse(null);
}

/** Percent-encoded parts, so that a space stands between them only. Half characters become U+FFFD, as Redis would store them. */
function fieldOf(...parts: readonly ["endpoint" | "job", string, string]): string {
  return parts.map((part) => encodeURIComponent(Buffer.from(part).toString())).join(" ");
}
