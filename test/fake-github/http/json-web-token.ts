import { type KeyObject, verify } from "node:crypto";
import { ApiError } from "./api-error.ts";

const clockSkewSeconds = 60;
const longestLifeSeconds = 600;

/**
 * Checks the token by which an App names itself and returns the App's id. `keyOf` finds an App's public key.
 * @throws ApiError 401 with GitHub's message, from which Octokit learns that its clock is wrong
 */
export function checkJsonWebToken(
  token: string,
  now: number,
  keyOf: (appId: number) => KeyObject | undefined,
): number {
  const [header = "", payload = "", signature = "", ...more] = token.split(".");
  const claims = decode(payload);
  if (more.length > 0 || claims === null || decode(header)?.alg !== "RS256") throw unreadable();
  const appId = Number(claims.iss);
  const key = keyOf(appId);
  if (key === undefined) throw new ApiError(404, "Integration not found");
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url"))) throw unreadable();
  checkTimes(claims, Math.floor(now / 1000));
  return appId;
}

function checkTimes(claims: Readonly<Record<string, unknown>>, now: number): void {
  const { iat, exp } = claims;
  if (!Number.isInteger(iat) || Number(iat) > now + clockSkewSeconds) {
    throw new ApiError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (!Number.isInteger(exp) || Number(exp) <= now) {
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (Number(exp) > now + longestLifeSeconds) {
    throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  }
}

function decode(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : null;
  } catch {
    return null;
  }
}

function unreadable(): ApiError {
  return new ApiError(401, "A JSON web token could not be decoded");
}
