const step = 12;
const middle = 8;

/** How a run of a strip is drawn. */
export type StripCell = "blocked" | "recorded" | "fresh" | "refused" | "failed" | "unknown";

/** A row of runs, a sign each, as the `d` of one path for each kind. Lengths are in px. */
export interface Strip {
  readonly width: number;
  readonly height: number;
  readonly paths: Readonly<Record<StripCell, string>>;
}

const signs: Readonly<Record<StripCell, (x: number) => string>> = {
  // A full square, an empty one, a diamond, a cross, a ring, a dash.
  blocked: (x) => `M${x - 4} ${middle - 4}h8v8h-8z`,
  recorded: (x) => `M${x - 3.5} ${middle - 3.5}h7v7h-7z`,
  fresh: (x) => `M${x} ${middle - 5}l5 5-5 5-5-5z`,
  refused: (x) => `M${x - 4} ${middle - 4}l8 8m0-8l-8 8`,
  failed: (x) => `M${x - 4} ${middle}a4 4 0 1 0 8 0a4 4 0 1 0-8 0`,
  unknown: (x) => `M${x - 3} ${middle}h6`,
};

/** Draws how the last runs of a job were, the newest on the right. */
export function drawStrip(cells: readonly StripCell[]): Strip {
  const paths: Record<StripCell, string> = {
    blocked: "",
    recorded: "",
    fresh: "",
    refused: "",
    failed: "",
    unknown: "",
  };
  for (const [place, cell] of cells.entries()) paths[cell] += signs[cell](place * step + step / 2);
  return { width: cells.length * step, height: middle * 2, paths };
}
