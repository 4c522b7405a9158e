import type { RunKey } from "../../../domain/baseline/baseline.ts";
import { cut } from "../../../domain/insight/cut.ts";
import type { MadeCall } from "../../../domain/record/made-call.ts";
import type { JobKey } from "../../../domain/run/job-key.ts";
import { keepKey } from "../redis/keep-key.ts";
import type { Redis } from "../redis/redis.ts";
import { keepRepository } from "../redis/retention.ts";
import { runTransaction } from "../redis/transaction.ts";
import { runCallsKey } from "./baseline-keys.ts";
import { decodeRunCalls, encodeRunCalls, type KeptCalls } from "./run-calls-value.ts";

/** In which order, by which steps and processes the last runs of each job called its endpoints: what a baseline knows of all runs together. */
export interface RunCalls {
  /** Notes what one leg of a run called, in the order of the first calls. Where more of it was noted before, that stays. */
  note(key: JobKey, run: RunKey, leg: string, calls: readonly MadeCall[]): Promise<void>;
  /** What the legs of a run called, as far as it is kept. */
  read(key: JobKey, run: RunKey): Promise<ReadonlyMap<string, readonly MadeCall[]>>;
  /** Gives what is kept of one job to another. */
  copy(from: JobKey, to: JobKey): Promise<void>;
}

/** Of the first legs by name. */
const mostLegs = 20;
const mostCalls = 300;
const mostNames = 4;
const longestEndpoint = 300;
/** Several runs of a job may end at the same time. */
const mostTries = 50;

const writeScript = `
if (redis.call("GET", KEYS[1]) or "") ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[2])
return 1`;

export function createRunCalls(redis: Redis): RunCalls {
  const nothing = Buffer.alloc(0);
  const readValue = async (key: JobKey): Promise<Buffer> =>
    (await redis.getBuffer(runCallsKey(key))) ?? nothing;

  return {
    async note(key, run, leg, calls) {
      const [name, shortened] = [cut(leg), shorten(calls)];
      if (shortened.length > 0)
        await change(key, (known) => new Map([...known, [run, addLeg(known.get(run), name, shortened)]]));
    },
    async read(key, run) {
      return decodeRunCalls(await readValue(key)).get(run) ?? new Map();
    },
    async copy(from, to) {
      const moved = decodeRunCalls(await readValue(from));
      if (moved.size > 0) await change(to, (known) => new Map([...moved, ...known]));
    },
  };

  async function change(key: JobKey, update: (known: KeptCalls) => KeptCalls): Promise<void> {
    const name = runCallsKey(key);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const known = await readValue(key);
      const next = encodeRunCalls(update(decodeRunCalls(known)));
      if (next.equals(known)) return;
      const write = redis.multi().eval(writeScript, 1, name, known, next);
      const [isWritten] = await runTransaction(keepKey(write, name, keepRepository));
      if (isWritten === 1) return;
    }
    throw new Error("what the runs of a job called changes all the time");
  }
}

function shorten(calls: readonly MadeCall[]): readonly MadeCall[] {
  return calls
    .filter(({ endpoint }) => endpoint.length <= longestEndpoint)
    .slice(0, mostCalls)
    .map(({ endpoint, steps, processes }) => ({
      endpoint,
      steps: steps.slice(0, mostNames).map((step) => cut(step)),
      processes: processes.slice(0, mostNames).map((process) => cut(process)),
    }));
}

function addLeg(
  known: ReadonlyMap<string, readonly MadeCall[]> = new Map(),
  leg: string,
  calls: readonly MadeCall[],
): ReadonlyMap<string, readonly MadeCall[]> {
  const before = known.get(leg);
  const kept = before !== undefined && before.length >= calls.length ? before : calls;
  const legs = [...known].filter(([name]) => name !== leg);
  return new Map([...legs, [leg, kept] as const].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostLegs));
}
