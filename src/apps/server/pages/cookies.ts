import type { FastifyReply, FastifyRequest } from "fastify";

/** `__Host-`: a browser takes such a cookie only from this very host, over HTTPS (or on the machine itself), for all its paths. */
export const cookieNames = { session: "__Host-egress-session", signIn: "__Host-egress-sign-in" } as const;

export type CookieUse = keyof typeof cookieNames;

// Lax, as GitHub's page sends the browser back here with it.
const options = { path: "/", httpOnly: true, secure: true, sameSite: "lax" } as const;

/** The value that a browser sent; null for none, or one that is far too long to be ours. */
export function readCookie(request: FastifyRequest, use: CookieUse): string | null {
  const value = request.cookies[cookieNames[use]];
  return value === undefined || value.length > 3_000 ? null : value;
}

/** Keeps a value for so many ms. */
export function setCookie(reply: FastifyReply, use: CookieUse, value: string, ms: number): void {
  reply.setCookie(cookieNames[use], value, { ...options, maxAge: Math.floor(ms / 1_000) });
}

export function dropCookie(reply: FastifyReply, use: CookieUse): void {
  reply.clearCookie(cookieNames[use], options);
}
