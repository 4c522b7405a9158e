/** GitHub takes 65,536 characters; the rest is for the hidden marker. */
const longestText = 65_000;
const rowLimits = [100, 30, 10, 3, 0] as const;

/** Renders by the first cut that gives at most so many characters; by the last one whatever it gives. An empty text without cuts. */
export function renderToFit<Cut>(
  cuts: readonly Cut[],
  longest: number,
  renderCut: (cut: Cut) => string,
): string {
  let text = "";
  for (const cut of cuts) {
    text = renderCut(cut);
    if (text.length <= longest) break;
  }
  return text;
}

/** Renders with as many rows per table as fit into a comment. Without any row every template fits. */
export function renderBounded(renderRows: (most: number) => string): string {
  return renderToFit(rowLimits, longestText, renderRows);
}
