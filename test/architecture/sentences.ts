/** So many words in a row of text are put together for people. */
const fewestWords = 3;
const word = /^[("'`]*\p{L}+(?:['’-]\p{L}+)*[)"'`,.;:!?]*$/u;

/** Whether a text of the code says something to people. */
export function isSentence(text: string): boolean {
  return text.split(/\s+/).filter((part) => word.test(part)).length >= fewestWords;
}

/** Whether a text of the code is a hidden mark, or the beginning of a label, the name of a check or a branch. `egress-policy` is an input. */
export function isMark(text: string): boolean {
  return /<!-- egress-bot|^egress(?:$|[ -](?!policy\b))/.test(text);
}
