const prefix = "egress-bot/";
const folder = ".github/workflows/";

/**
 * The branch of a workflow file's proposal: `egress-bot/ci.yml` for `.github/workflows/ci.yml`, and `egress-bot/release%2F1.x%2Fci.yml` for what
 * is proposed to the branch `release/1.x`. One fixed name per file, so the branch itself keeps two from being proposed. What a branch name
 * cannot hold is percent-encoded.
 */
export function branchOf(path: string, into?: string): string {
  const name = path.startsWith(folder) ? path.slice(folder.length) : path;
  return `${prefix}${encodeName(into === undefined ? name : `${into}/${name}`)}`;
}

/** The workflow file whose proposal a branch is; null for every branch that `branchOf` does not give. */
export function pathOfBranch(branch: string): string | null {
  if (!branch.startsWith(prefix)) return null;
  const name = decodeName(branch.slice(prefix.length));
  if (name === null || !/^[^/]+\.ya?ml$/.test(name)) return null;
  const path = `${folder}${name}`;
  return branchOf(path) === branch ? path : null;
}

/** Git allows neither a dot at the beginning nor two in a row. */
function encodeName(name: string): string {
  return encodeURIComponent(Buffer.from(name).toString())
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\.|(?<=\.)\./g, "%2E");
}

function decodeName(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
