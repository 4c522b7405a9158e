import { render } from "../views.ts";

/** Says what keeps the bot from proposing, and what people can do. The body is Markdown; `wanted` is foreign. */
export function renderNotPermitted(
  why: { readonly code: "permission" | "rules"; readonly wanted: string | null },
  file: { readonly path: string; readonly branch: string },
): { readonly title: string; readonly body: string } {
  return {
    title: "Egress: I am not allowed to propose",
    body: render("not-permitted", { isByRules: why.code === "rules", wanted: why.wanted, ...file }),
  };
}
