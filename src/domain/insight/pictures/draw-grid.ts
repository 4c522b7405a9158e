/** One column and one row of the picture, in px; a cell is a square of 8. */
export const column = 10;
export const row = 16;
const inset = 1;

/** What the picture needs of an endpoint: what each run did with it, by place. */
export interface GridRow {
  readonly kind: string;
  readonly called: readonly number[];
  readonly refused: readonly number[];
  readonly newIn: number | null;
}

/** The outlines of all cells of one kind, for the `d` of a path each. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Lines along the middle of cells: dashes of 8 and gaps of 2 make squares of them. */
  readonly called: string;
  readonly byItself: string;
  /** Rings: runs that teach nothing. */
  readonly other: string;
  /** Diamonds. */
  readonly fresh: string;
  /** Crosses. */
  readonly refused: string;
}

/** Draws which run called which endpoint. `isOther` says of the run in a place that it teaches the list nothing. */
export function drawGrid(
  rows: readonly GridRow[],
  columns: number,
  isOther: (place: number) => boolean,
): Grid {
  const parts = { called: "", byItself: "", other: "", fresh: "", refused: "" };
  for (const [index, { kind, called, refused, newIn }] of rows.entries()) {
    const y = index * row + row / 2;
    const refusedIn = new Set(refused);
    const plain = called.filter((place) => !isOther(place) && place !== newIn && !refusedIn.has(place));
    parts[kind === "by-itself" ? "byItself" : "called"] += drawRuns(plain, y);
    for (const place of called)
      if (isOther(place) && !refusedIn.has(place))
        parts.other += `M${middleOf(place) - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0-6 0`;
    if (newIn !== null && called.includes(newIn)) parts.fresh += `M${middleOf(newIn)} ${y - 5}l5 5-5 5-5-5z`;
    for (const place of refusedIn) parts.refused += `M${middleOf(place) - 3} ${y - 3}l6 6m0-6l-6 6`;
  }
  return { width: columns * column, height: rows.length * row, ...parts };
}

/** The middle of a run's column. */
export function middleOf(place: number): number {
  return place * column + column / 2;
}

/** A line for each unbroken row of places, in their order, each where the one before ended. */
function drawRuns(places: readonly number[], y: number): string {
  let path = "";
  let end = 0;
  for (let at = 0; at < places.length; ) {
    const first = places[at] ?? 0;
    let length = 1;
    while (places[at + length] === first + length) length += 1;
    const x = first * column + inset;
    path += `${path === "" ? `M${x} ${y}` : `m${x - end} 0`}h${length * column - 2 * inset}`;
    end = (first + length) * column - inset;
    at += length;
  }
  return path;
}
