const workflowPath = /^\.github\/workflows\/[^/]{1,255}\.ya?ml$/;

/** A workflow file's path as a mark holds it: percent-encoded, so that no path can end a mark. */
export function encodePath(path: string): string {
  return encodeURIComponent(Buffer.from(path).toString());
}

/** Reads such a path; null for what is no workflow file. */
export function decodePath(text: string): string | null {
  try {
    const path = decodeURIComponent(text);
    return workflowPath.test(path) ? path : null;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
