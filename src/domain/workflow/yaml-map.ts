import { isScalar, type Pair, type YAMLMap } from "yaml";

/** The entry of a map with a plain text key; null if there is none. */
export function findPair(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) ?? null;
}

/** The text of a scalar entry of a map; null if there is none or it is no text. */
export function scalarText(map: YAMLMap, key: string): string | null {
  const value = findPair(map, key)?.value;
  return isScalar(value) && typeof value.value === "string" ? value.value : null;
}

/** Gives what an alias stands for; any other value itself. */
export type Resolve = (value: unknown) => unknown;
