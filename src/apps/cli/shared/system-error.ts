const descriptions: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "it is a directory",
  EACCES: "permission denied",
  ENOTDIR: "a part of the path is not a directory",
};

/** A failed system call in a few words, without the path, which the caller names. Other errors are thrown again. */
export function describeSystemError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string") throw error;
  return descriptions[code] ?? code;
}
