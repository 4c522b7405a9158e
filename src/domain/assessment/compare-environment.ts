import { isMap, isScalar } from "yaml";
import type { GuardStep } from "../workflow/guard-step.ts";
import type { Job, WorkflowFile } from "../workflow/workflow-file.ts";
import { findPair } from "../workflow/yaml-map.ts";

/** A job in one version of its file, and its guard step. */
interface Guarded {
  readonly job: Job;
  readonly file: WorkflowFile;
  readonly guard: GuardStep;
}

/**
 * Variables by which a workflow has other code run in an action than the action's own, sends its calls elsewhere, or gives it inputs. Of
 * the step itself every variable counts.
 */
const reaching =
  /^(?:NODE_|LD_|DYLD_|INPUT_|OPENSSL_|SSL_CERT_|BASH_ENV$|ENV$|PATH$|(?:HTTPS?|ALL|NO)_PROXY$)/i;

/** The variables that reach a guard step and are new, or have another value than before. */
export function compareEnvironments(before: Guarded, after: Guarded): readonly string[] {
  const known = readEnvironment(before);
  return [...readEnvironment(after)].flatMap(([name, value]) => (known.get(name) === value ? [] : [name]));
}

function readEnvironment({ job, file, guard }: Guarded): ReadonlyMap<string, string> {
  const read = (owner: unknown): readonly (readonly [string, string])[] => {
    const content = file.resolve(owner);
    const variables = isMap(content) ? file.resolve(findPair(content, "env")?.value) : null;
    if (!isMap(variables)) return [];
    return variables.items.map(({ key, value }) => {
      const [name, text] = [file.resolve(key), file.resolve(value)];
      return [String(isScalar(name) ? name.value : name), isScalar(text) ? String(text.value) : ""];
    });
  };
  return new Map([
    ...[...read(file.root), ...read(job.node)].filter(([name]) => reaching.test(name)),
    ...read(guard.step),
  ]);
}
