import { PolicyStoreError } from "../../adapters/policy-store/policy-store-error.ts";
import type { Enforcer } from "../../domain/guard/enforcer.ts";
import { stepEnforcer } from "../../domain/guard/workflow-step/step-enforcer.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { Settings } from "../../domain/settings/settings.ts";
import type { FileOnDefault } from "../enforce/outside.ts";
import { outsideOf } from "../enforce/outsides.ts";
import type { PolicyTools } from "../enforce/policy-store/policy-tools.ts";

/**
 * Whether that which is kept outside the workflow file must be read; or may be silent, and then the file is read as if all were in it,
 * for a report that is worth giving without; or is not asked for at all, to the same effect.
 */
export type OutsideAnswer = "must-answer" | "may-be-silent" | "not-asked";

/** What holds the jobs of a workflow file to their lists, as the settings choose. @throws PolicyStoreError where it must answer */
export async function openEnforcer(
  repository: RepositoryNow,
  file: FileOnDefault,
  settings: Pick<Settings, "mode">,
  tools: PolicyTools,
  answer: OutsideAnswer,
): Promise<{ readonly enforcer: Enforcer; readonly isSilent: boolean }> {
  if (answer === "not-asked") return { enforcer: stepEnforcer, isSilent: false };
  try {
    return { enforcer: await outsideOf(settings).open(repository, file, tools), isSilent: false };
  } catch (error) {
    if (!(error instanceof PolicyStoreError) || answer === "must-answer") throw error;
    return { enforcer: stepEnforcer, isSilent: true };
  }
}
