import { z } from "zod";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** What was last done about a workflow file's pull request: for reports; GitHub tells how things stand. */
export interface ProposalState {
  /** A ProposeAction. */
  readonly action: string;
  readonly pullRequest: number | null;
  /** Of the recommendation that was proposed. */
  readonly digest: string | null;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** The last state of each workflow file. */
export interface Proposals {
  remember(repositoryId: number, path: string, state: ProposalState): Promise<void>;
  read(repositoryId: number, path: string): Promise<ProposalState | null>;
  list(repositoryId: number): Promise<ReadonlyMap<string, ProposalState>>;
}

const stateSchema: z.ZodType<ProposalState> = z.object({
  action: z.string(),
  pullRequest: z.int().nullable(),
  digest: z.string().nullable(),
  at: z.string(),
});

export function createProposals(redis: Redis): Proposals {
  const key = (repositoryId: number): string => keyOf(repositoryId, "proposals");
  return {
    async remember(repositoryId, path, state) {
      const states = key(repositoryId);
      const transaction = redis.multi().hset(states, path, JSON.stringify(state));
      await runTransaction(keepKey(transaction, states, keepRepository));
    },
    async read(repositoryId, path) {
      return parseValue(stateSchema, await redis.hget(key(repositoryId), path));
    },
    async list(repositoryId) {
      const states = new Map<string, ProposalState>();
      for (const [path, text] of Object.entries(await redis.hgetall(key(repositoryId)))) {
        const state = parseValue(stateSchema, text);
        if (state !== null) states.set(path, state);
      }
      return states;
    },
  };
}
