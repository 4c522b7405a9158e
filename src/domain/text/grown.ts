import type { Grown, GrownVerdict } from "../proposal/grown.ts";
import { render } from "./render.ts";
import { sayInsights } from "./sentences/insights.ts";

const mostShown = 50;

/** What GitHub shows beside an approval that was taken back. */
export const withdrawn = "The list has grown since this approval.";

/** The check where the list has not grown since an approval. */
export const notGrown = {
  title: "Nothing was added after an approval",
  summary: "This check fails when the list grows after somebody approved it.",
} as const;

/** Says what an approved pull request got since. `kept` are the logins whose approvals GitHub did not take back. Foreign text. */
export function renderGrown({
  added,
  by,
  kept,
  mergesStill,
}: Pick<Grown, "added" | "by"> & {
  readonly kept: readonly string[];
  readonly mergesStill: boolean;
}): string {
  return render("grown", {
    added: added.slice(0, mostShown),
    more: Math.max(0, added.length - mostShown),
    by,
    kept,
    mergesStill,
  });
}

/** The text of the check on such a pull request. The summary is Markdown. `insights` is the page about it; null where there are none. */
export function renderGrownCheck(
  { added, by }: Grown,
  verdict: GrownVerdict,
  insights: string | null,
): { readonly title: string; readonly summary: string } {
  const count = `${added.length} ${added.length === 1 ? "endpoint" : "endpoints"}`;
  return {
    title: titleOf(verdict, count),
    summary: render("grown-check", {
      added: added.slice(0, mostShown),
      more: Math.max(0, added.length - mostShown),
      by,
      kind: verdict.kind,
      insights: sayInsights(insights),
    }).trimEnd(),
  };
}

function titleOf(verdict: GrownVerdict, count: string): string {
  switch (verdict.kind) {
    case "approved":
      return `${count} added after an approval, and approved by ${verdict.by}`;
    case "alone":
      return `${count} added after an approval; nobody else can approve`;
    case "waits":
      return `${count} added after an approval: approve again`;
  }
}
