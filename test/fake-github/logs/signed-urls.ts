import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";

const life = 60_000;

/** Addresses of job logs that anyone may read for one minute. */
export interface SignedUrls {
  sign(jobId: number): string;
  /** Whether the address was signed here and still holds. */
  isValid(url: URL, jobId: number): boolean;
}

export function createSignedUrls(origin: string, clock: Clock): SignedUrls {
  const key = randomBytes(32);
  const signatureOf = (jobId: number, expires: string) =>
    createHmac("sha256", key).update(`${jobId}\n${expires}`).digest();
  return {
    sign(jobId) {
      const expires = String(clock.now() + life);
      const url = new URL(`/logs/${jobId}`, origin);
      url.searchParams.set("se", expires);
      url.searchParams.set("sig", signatureOf(jobId, expires).toString("base64"));
      return url.href;
    },
    isValid(url, jobId) {
      const expires = url.searchParams.get("se") ?? "";
      const given = Buffer.from(url.searchParams.get("sig") ?? "", "base64");
      const expected = signatureOf(jobId, expires);
      const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
      return isOurs && Number(expires) > clock.now();
    },
  };
}
