import type { Store } from "../../adapters/store/store.ts";
import type { Baseline } from "../../domain/baseline/baseline.ts";
import type { JobKey } from "../../domain/run/job-key.ts";

type ReadBaselines = Pick<Store["baselines"], "list" | "read">;

/** The same baselines, each of which is read once however often it is asked for. */
export function rememberBaselines({ list, read }: ReadBaselines): ReadBaselines {
  const lists = new Map<number, Promise<readonly JobKey[]>>();
  const known = new Map<string, Promise<Baseline>>();
  return {
    list: (repositoryId) => remember(lists, repositoryId, () => list(repositoryId)),
    read: (key) => remember(known, JSON.stringify([key.path, key.jobId, key.source]), () => read(key)),
  };
}

function remember<Key, Value>(known: Map<Key, Value>, key: Key, read: () => Value): Value {
  const value = known.get(key) ?? read();
  known.set(key, value);
  return value;
}
