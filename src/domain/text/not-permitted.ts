import { render } from "./render.ts";

const titles: Readonly<Record<NotPermitted["code"], string>> = {
  permission: "Egress: the App lacks a permission",
  rules: "Egress: the rules of this repository block my pull requests",
  "branch-taken": "Egress: the branch for my pull request is taken",
  "policy-store-key": "Egress: the App has no key for the Policy Store",
  "policy-store-refused": "Egress: the Policy Store rejects the App's key",
};

/** Says what keeps the bot from proposing, and what people can do. The body is Markdown; `wanted` is foreign. */
export function renderNotPermitted(
  why: NotPermitted,
  file: { readonly path: string; readonly branch: string; readonly owner: string },
): { readonly title: string; readonly body: string } {
  return {
    title: titles[why.code],
    body: render("not-permitted", { reason: why.code, wanted: why.wanted, ...file }),
  };
}

/** What is said when the bot may do its work again. */
export function renderPermittedAgain(): string {
  return "This is over: I can propose changes again.";
}

/** Why GitHub, the Policy Store or somebody's branch does not let the bot propose anything. */
export interface NotPermitted {
  readonly code: "permission" | "rules" | "branch-taken" | "policy-store-key" | "policy-store-refused";
  /** The permissions that GitHub asked for, `workflows=write`, as far as it says. Foreign text. */
  readonly wanted: string | null;
}
