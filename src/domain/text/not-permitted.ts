import type { NotPermitted } from "../../features/propose/tell-not-permitted.ts";
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
