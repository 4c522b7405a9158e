/** Where a shared settings file lies: in a repository of the same owner. */
export interface SharedFile {
  readonly name: string;
  readonly path: string;
}

/** `REPOSITORY:PATH`. No part of the path begins with two dots, and nothing in it means anything to a server. */
export const sharedFilePattern = /^[\w.-]{1,100}:(?!\/)(?:\/?(?!\.\.?(?:\/|$))[\w.-]{1,100}){1,10}\.ya?ml$/;

/** Reads where a shared settings file lies, as `sharedFilePattern` accepts it. */
export function parseSharedPlace(text: string): SharedFile {
  const [name = "", path = ""] = text.split(":");
  return { name, path };
}
