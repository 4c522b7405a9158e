import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Sealer } from "../../../shared/sealed-text.ts";
import { dataPrefix } from "../redis/keys.ts";
import { parseValue } from "../redis/parse-value.ts";
import type { Redis } from "../redis/redis.ts";

/** Somebody who has signed in. */
export interface Session {
  readonly viewer: { readonly id: number; readonly login: string };
  /** With which GitHub is asked in the viewer's name. */
  readonly token: string;
  /** Of which the tokens in forms are made. */
  readonly formSecret: string;
  /** Ms since 1970. */
  readonly startedAt: number;
  readonly endsAt: number;
}

/** Who is signed in. The id of a session is known to its browser alone: Redis has a digest of it, and the session encrypted. */
export interface Sessions {
  /** Returns the id of the new session. */
  start(session: Session): Promise<string>;
  /** Null for one that there is not, that has ended, or that none of the keys opens. */
  read(id: string): Promise<Session | null>;
  end(id: string): Promise<void>;
}

/** Ms that a session lasts at most. */
export const longestSession = 8 * 3_600_000;

const schema: z.ZodType<Session> = z.object({
  viewer: z.object({ id: z.int(), login: z.string() }),
  token: z.string(),
  formSecret: z.string(),
  startedAt: z.number(),
  endsAt: z.number(),
});

export function createSessions(redis: Redis, sealer: Sealer, now: () => number): Sessions {
  return {
    async start(session) {
      const id = randomBytes(32).toString("base64url");
      const key = sessionKey(id);
      const left = Math.min(session.endsAt - now(), longestSession);
      await redis.set(key, sealer.seal(JSON.stringify(session), key), "PX", Math.max(1, Math.floor(left)));
      return id;
    },
    async read(id) {
      const key = sessionKey(id);
      const sealed = await redis.get(key);
      const session = sealed === null ? null : parseValue(schema, sealer.open(sealed, key));
      if (session === null || session.endsAt <= now()) return null;
      const ended = Number(await redis.get(endKey(session.viewer.id)));
      return session.startedAt <= ended ? null : session;
    },
    async end(id) {
      await redis.del(sessionKey(id));
    },
  };
}

/** Ends all sessions of a person that have begun until then, ms since 1970. No key is needed for it. */
export async function endSessionsOf(redis: Redis, viewerId: number, at: number): Promise<void> {
  await redis.set(endKey(viewerId), String(at), "PX", longestSession);
}

/** The name of a session in Redis, by which what belongs to it is named too. */
export function digestOfSession(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

function sessionKey(id: string): string {
  return `${dataPrefix}session:${digestOfSession(id)}`;
}

function endKey(viewerId: number): string {
  return `${dataPrefix}sessions-ended:${viewerId}`;
}
