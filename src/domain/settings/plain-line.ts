/** Foreign text as one line without control, direction and other invisible characters, cut behind so many characters. */
export function plainLine(text: string, longest: number): string {
  // Bounds the work; four times as much is enough for what is dropped from any honest text.
  const clean = text
    .slice(0, longest * 4)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  const characters = [...clean];
  return characters.length <= longest ? clean : `${characters.slice(0, longest - 1).join("")}…`;
}
