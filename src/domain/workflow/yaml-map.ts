import { isScalar, type Pair, type YAMLMap } from "yaml";

/** The entry of a map with a plain text key; null if there is none. */
export function findPair(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) ?? null;
}

/** Gives what an alias stands for; any other value itself. */
export type Resolve = (value: unknown) => unknown;
