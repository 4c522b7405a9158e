/** GitHub takes 65,536 characters; the rest is for the hidden marker. */
const longestText = 65_000;
const rowLimits = [100, 30, 10, 3, 0] as const;

/** Renders with as many rows per table as fit into a comment. Without any row every template fits. */
export function renderBounded(renderRows: (most: number) => string): string {
  let text = "";
  for (const most of rowLimits) {
    text = renderRows(most);
    if (text.length <= longestText) break;
  }
  return text;
}
