import { type EditedWorkflow, switchToBlock } from "../../../domain/guard/workflow-step/edit.ts";
import type { Arguments } from "../shared/arguments.ts";
import { UsageError } from "../shared/usage-error.ts";
import type { PolicyBody } from "./enforce-stored.ts";
import type { RefusedJob, Targets } from "./learn-targets.ts";

/** An edit; `policies` is null where the lists go into the file. */
interface Edited {
  readonly edit: EditedWorkflow;
  readonly policies: readonly PolicyBody[] | null;
}

/** The edit in the mode that is asked for. Unless it is forced, jobs that would be wrong then are `refused` and left out of it. */
export async function editInMode(
  { values, flags }: Arguments,
  text: string,
  { lists }: Targets,
  path: string,
): Promise<Edited & { readonly refused: readonly RefusedJob[] }> {
  const mode = values.get("mode") ?? "inline";
  const edit = editors.get(mode);
  if (edit === undefined) throw new UsageError(`enforce: --mode is ${[...editors.keys()].join(" or ")}`);
  const isForced = flags.has("force");
  const options = { path, name: values.get("name") ?? null, names: lists.size, isForced };
  const whole = await edit(text, lists, options);
  if (isForced) return { ...whole, refused: [] };
  // What it takes to check a file is loaded only where it is needed.
  const { refuseErrors } = await import("./refuse-errors.ts");
  const refused = refuseErrors(text, whole.edit, { isStored: whole.policies !== null });
  if (refused.length === 0) return { ...whole, refused };
  const wrong = new Set(refused.map(({ job }) => job));
  const rest = new Map([...lists].filter(([job]) => !wrong.has(job)));
  return { ...(await edit(text, rest, options)), refused };
}

interface EditOptions {
  readonly path: string;
  /** The name of a policy; of several, which then are told apart by their jobs, the beginning. */
  readonly name: string | null;
  readonly names: number;
  readonly isForced: boolean;
}

type Edit = (text: string, lists: Targets["lists"], options: EditOptions) => Promise<Edited>;

/** By the mode that is asked for. What only one of them needs is loaded for that one only. */
const editors: ReadonlyMap<string, Edit> = new Map<string, Edit>([
  [
    "inline",
    async (text, lists, { path, name, isForced }) => {
      if (name !== null) throw new UsageError("enforce: --name goes with --mode policy-store only");
      return { edit: switchToBlock(text, lists, { path, allowsDead: isForced }), policies: null };
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
