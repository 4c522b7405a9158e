import { type EditedWorkflow, switchToBlock } from "../../../domain/guard/workflow-step/edit.ts";
import type { Arguments } from "../shared/arguments.ts";
import { UsageError } from "../shared/usage-error.ts";
import { chooseVersions } from "./choose-versions.ts";
import type { EnforceOptions, PolicyBody } from "./enforce-stored.ts";
import type { RefusedJob, Targets } from "./learn-targets.ts";

/** An edit; `policies` is null where the lists go into the file. */
interface Edited {
  readonly edit: EditedWorkflow;
  readonly policies: readonly PolicyBody[] | null;
}

/**
 * The edit in the mode that is asked for. Unless it is forced, jobs whose version of Harden-Runner must not block, and jobs that would be
 * wrong then, are `refused` and left out of it.
 */
export async function editInMode(
  { values, flags }: Arguments,
  text: string,
  { lists, outdated, baselines }: Targets,
  path: string,
): Promise<Edited & { readonly refused: readonly RefusedJob[]; readonly notes: readonly string[] }> {
  const mode = values.get("mode") ?? "inline";
  const edit = editors.get(mode);
  if (edit === undefined) throw new UsageError(`enforce: --mode is ${[...editors.keys()].join(" or ")}`);
  const isForced = flags.has("force");
  const { pins, notes, ...versions } = chooseVersions(text, [...lists.keys(), ...outdated], {
    mayMove: flags.has("bump"),
    refused: new Set(outdated),
    baselines,
    now: Date.now(),
  });
  const tooOld = isForced ? [] : versions.refused;
  const wanted = without(lists, tooOld);
  const options = { path, name: values.get("name") ?? null, names: lists.size, isForced, pins };
  const whole = await edit(text, wanted, options);
  if (isForced) return { ...whole, refused: [], notes };
  // What it takes to check a file is loaded only where it is needed.
  const { refuseErrors } = await import("./refuse-errors.ts");
  const wrong = refuseErrors(text, whole.edit, { isStored: whole.policies !== null });
  const refused = [...tooOld, ...wrong];
  if (wrong.length === 0) return { ...whole, refused, notes };
  const rest = await edit(text, without(wanted, wrong), { ...options, pins: without(pins, wrong) });
  return { ...rest, refused, notes };
}

/** What is said by job id, but for the jobs that are refused. */
function without<Value>(
  byJob: ReadonlyMap<string, Value>,
  refused: readonly RefusedJob[],
): ReadonlyMap<string, Value> {
  const left = new Set(refused.map(({ job }) => job));
  return new Map([...byJob].filter(([job]) => !left.has(job)));
}

type Edit = (text: string, lists: Targets["lists"], options: EnforceOptions) => Promise<Edited>;

/** By the mode that is asked for. What only one of them needs is loaded for that one only. */
const editors: ReadonlyMap<string, Edit> = new Map<string, Edit>([
  [
    "inline",
    async (text, lists, { path, name, isForced, pins }) => {
      if (name !== null) throw new UsageError("enforce: --name goes with --mode policy-store only");
      return { edit: switchToBlock(text, lists, { path, allowsDead: isForced }, pins), policies: null };
    },
  ],
  [
    "policy-store",
    async (text, lists, options) => {
      const { enforceStored } = await import("./enforce-stored.ts");
      return enforceStored(text, lists, options);
    },
  ],
]);
