import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Secrets that were made here, of which each can be used up. */
export interface Tokens {
  /** Makes one. Where there are too many, the oldest is no longer known. */
  make(): string;
  has(text: string | null): boolean;
  /** Whether it was known; from now on it is not. */
  take(text: string | null): boolean;
  clear(): void;
}

/** Keeps at most so many tokens. Comparing takes the same time whatever is wrong. */
export function createTokens(most: number): Tokens {
  const tokens: string[] = [];
  const find = (text: string | null): number =>
    tokens.findIndex((token) => timingSafeEqual(digest(token), digest(text ?? "")));
  return {
    make() {
      const token = randomBytes(32).toString("base64url");
      tokens.push(token);
      if (tokens.length > most) tokens.shift();
      return token;
    },
    has: (text) => find(text) >= 0,
    take(text) {
      const at = find(text);
      if (at >= 0) tokens.splice(at, 1);
      return at >= 0;
    },
    clear: () => void tokens.splice(0),
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
