/** The oldest Node that is supported, as in package.json's engines. */
const oldest: readonly [number, number] = [22, 19];

/** What to tell of a version of Node (`20.20.2`) that is not supported, in a line; null if there is nothing to tell. */
export function describeOldNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return null;
  return `egress: Node ${version} is not supported, ${oldest.join(".")} or later is: this may not work\n`;
}
