import { isAlias, isScalar, type Node, type Pair, type YAMLMap } from "yaml";

/** Whether an anchor makes a node stand in other places too. `aliased` has the anchors to which some alias refers. */
export function isShared(node: Node, aliased: ReadonlySet<string>): boolean {
  if (isAlias(node)) return true;
  return "anchor" in node && typeof node.anchor === "string" && aliased.has(node.anchor);
}

/** The entry by which a map takes in another one; null if it has none. */
export function findMergeKey(map: YAMLMap): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === "<<") ?? null;
}
