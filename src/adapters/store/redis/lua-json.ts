/** What JSON writes for half a character, as it stands in a name that was cut; what is escaped itself is not meant. */
const halfCharacters = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/** JSON that a script in Redis can read: it fails on half a character, in whose place U+FFFD stands. */
export function toLuaJson(value: object): string {
  return JSON.stringify(value).replace(halfCharacters, "$1\ufffd");
}
