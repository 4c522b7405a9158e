/** A release of Harden-Runner. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

const whole = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})$/;

/** A whole version within a comment. */
export const noted = /(?<![\w.])v?\d{1,4}\.\d{1,4}\.\d{1,4}(?![\w.])/;

/** Reads `v2.21.1` or `2.21.1`; null for anything else, a shorter tag that moves among them. */
export function parseVersion(text: string): Version | null {
  const [, major, minor, patch] = whole.exec(text) ?? [];
  return major === undefined ? null : { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** `v2.21.1` */
export function formatVersion({ major, minor, patch }: Version): string {
  return `v${major}.${minor}.${patch}`;
}

/** Negative where `a` is older than `b`. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}
