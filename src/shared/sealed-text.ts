import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Encrypts texts so that nobody can read or change them who has none of the keys. */
export interface Sealer {
  /** `place` is where the text lies: opened for another place it is nothing. */
  seal(text: string, place: string): string;
  /** Null for what none of the keys has sealed for this place. */
  open(sealed: string, place: string): string | null;
}

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** Makes a sealer with AES-256-GCM: the first key seals, all open. Keys have 32 bytes. */
export function createSealer(keys: readonly [Buffer, ...Buffer[]]): Sealer {
  return {
    seal(text, place) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv(algorithm, keys[0], nonce).setAAD(Buffer.from(place));
      const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString("base64url");
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < nonceLength + tagLength) return null;
      for (const key of keys) {
        const text = openWith(key, bytes, place);
        if (text !== null) return text;
      }
      return null;
    },
  };
}

function openWith(key: Buffer, bytes: Buffer, place: string): string | null {
  const nonce = bytes.subarray(0, nonceLength);
  const tag = bytes.subarray(nonceLength, nonceLength + tagLength);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]);
    return text.toString("utf8");
  } catch {
    return null;
  }
}
