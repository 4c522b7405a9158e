import { render } from "./render.ts";

/** Says what keeps the bot from proposing, and what people can do. The body is Markdown; `wanted` is foreign. */
export function renderNotPermitted(
  why: NotPermitted,
  file: { readonly path: string; readonly branch: string; readonly owner: string },
): { readonly title: string; readonly body: string } {
  return {
    title: "Egress: I am not allowed to propose",
    body: render("not-permitted", { reason: why.code, wanted: why.wanted, ...file }),
  };
}

/** What is said when the bot may do its work again. */
export function renderPermittedAgain(): string {
  return "It works now: I may write to the repository.";
}

/** Why GitHub, the Policy Store or somebody's branch does not let the bot propose anything. */
export interface NotPermitted {
  readonly code: "permission" | "rules" | "branch-taken" | "policy-store-key" | "policy-store-refused";
  /** The permissions that GitHub asked for, `workflows=write`, as far as it says. Foreign text. */
  readonly wanted: string | null;
}
