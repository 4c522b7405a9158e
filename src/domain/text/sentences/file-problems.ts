/** Why a workflow file cannot be read. What a YAML parser says of its syntax is not among it. */
export const fileProblemWords = {
  tooLarge: "the file is larger than 512 KiB",
  tooDeep: "the file is nested too deeply to be a workflow",
  parserFailed: "the YAML parser failed on the file",
  tookTooLong: "the file takes too long to parse",
  loneReturn: "a carriage return without line feed: YAML parsers disagree on whether it ends the line",
  severalDocuments: "the file holds several YAML documents",
  duplicateKey: (key: unknown) => `the key ${JSON.stringify(key)} appears twice in its map`,
  noMap: "the file is not a map of keys",
  notPlain: "it is not a plain text file of at most 1 MiB",
  noJobs: 'the file has no map "jobs"',
} as const;

/** A problem with its place, where nothing else says where it is. */
export function sayPlace(
  message: string,
  { line, column }: { readonly line: number; readonly column: number },
): string {
  return `${message} (line ${line}, column ${column})`;
}
