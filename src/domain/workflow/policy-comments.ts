import { isMap, isScalar, type Node, type Pair } from "yaml";
import type { GuardStep } from "./guard-step.ts";

/** The comments beside the policy of a guard step: behind it on its line, and right above it. Foreign text, without the `#`. */
export function readPolicyComments({ inputs, withPair }: GuardStep): readonly string[] {
  const policy = inputs.get("egress-policy");
  if (policy === undefined) return [];
  const map = withPair?.value;
  // What stands above the first entry of a map is said of the map.
  const above = isMap(map) && map.items[0] === policy ? map.commentBefore : commentAbove(policy);
  const behind = isScalar(policy.value) ? policy.value.comment : null;
  return [above, behind].flatMap((comment) => comment?.split("\n") ?? []).map((line) => line.trim());
}

function commentAbove({ key }: Pair): string | null {
  return (key as Node | null)?.commentBefore ?? null;
}
