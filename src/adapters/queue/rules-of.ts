import { queuePrefix } from "../store/redis/keys.ts";
import { type AnyTaskKind, taskKinds } from "./tasks.ts";
import type { TurnRules } from "./turns/turn-rules.ts";

/** So many processes may work on one installation alone. With all its kinds that is about as many calls at once as GitHub allows: 100. */
const processes = 4;

/** Whose tasks of a kind may be begun. */
export function rulesOf({ concurrency, isUrgent, makesWay = false }: AnyTaskKind): TurnRules {
  const kinds: readonly AnyTaskKind[] = Object.values(taskKinds);
  return {
    mostOfInstallation: processes * concurrency,
    mostOfRepository: concurrency,
    makesWayFor: makesWay ? keysOf(kinds.filter((kind) => kind.isUrgent)) : [],
    letsWait: isUrgent ? keysOf(kinds.filter((kind) => kind.makesWay ?? false)) : [],
  };
}

function keysOf(kinds: readonly AnyTaskKind[]): readonly string[] {
  return kinds.map(({ name }) => `${queuePrefix}:${name}:`);
}
