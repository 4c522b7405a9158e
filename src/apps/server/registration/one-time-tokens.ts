import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Secrets that were made here, of which each stands for a value and can be used up. */
export interface Tokens<Value> {
  /** Makes one. Where there are too many, the oldest is no longer known. */
  make(value: Value): string;
  has(text: string | null): boolean;
  /** What it stands for; null for one that was not known. From now on it is not. */
  take(text: string | null): Value | null;
  clear(): void;
}

/** Keeps at most so many tokens. Comparing takes the same time whatever is wrong. */
export function createTokens<Value>(most: number): Tokens<Value> {
  const tokens: { readonly token: string; readonly value: Value }[] = [];
  const find = (text: string | null): number =>
    tokens.findIndex(({ token }) => timingSafeEqual(digest(token), digest(text ?? "")));
  return {
    make(value) {
      const token = randomBytes(32).toString("base64url");
      tokens.push({ token, value });
      if (tokens.length > most) tokens.shift();
      return token;
    },
    has: (text) => find(text) >= 0,
    take(text) {
      const at = find(text);
      const [taken] = at < 0 ? [] : tokens.splice(at, 1);
      return taken?.value ?? null;
    },
    clear: () => void tokens.splice(0),
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
