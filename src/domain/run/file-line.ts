/** A workflow file, on the default branch or as another branch has it. */
export interface FileLine {
  readonly path: string;
  /** Null for the default branch. */
  readonly branch: string | null;
}

/** The name under which what other branches of a file showed is kept: `.github/workflows/ci.yml@release/1.x`. */
export function nameLine({ path, branch }: FileLine): string {
  return branch === null ? path : `${path}@${branch}`;
}

/** Reads what `nameLine` wrote. */
export function readLine(name: string): FileLine {
  const [, path, branch] = /^(.+?\.ya?ml)@(.+)$/.exec(name) ?? [];
  return path === undefined || branch === undefined ? { path: name, branch: null } : { path, branch };
}
