import type { Clock } from "../clock.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { FaultKind, Faults } from "./faults.ts";

/** The answer of a fault that takes the place of the real one; null for those that play elsewhere. */
export function faultAnswer(kind: FaultKind, faults: Faults, clock: Clock): Answer | null {
  switch (kind) {
    case "500":
      return jsonAnswer(500, { message: "Server Error" });
    case "502":
      return {
        status: 502,
        headers: { "content-type": "text/html" },
        body: Buffer.from("<html><head><title>502 Bad Gateway</title></head><body>Unicorn!</body></html>"),
      };
    case "secondary-limit":
      return limited(403, "You have exceeded a secondary rate limit. Please wait a few minutes.", {
        "retry-after": String(faults.retryAfterSeconds),
      });
    case "429":
      return limited(429, "You have exceeded a secondary rate limit. Please wait a few minutes.", {
        "retry-after": String(faults.retryAfterSeconds),
      });
    case "primary-limit":
      return limited(403, "API rate limit exceeded for installation.", {
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-used": "5000",
        "x-ratelimit-resource": "core",
        "x-ratelimit-reset": String(Math.ceil(clock.now() / 1000) + faults.retryAfterSeconds),
      });
    case "timeless-limit":
      return limited(
        403,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        callsLeft(clock),
      );
    case "forbidden":
      return forbidden("Resource not accessible by integration", clock);
    case "unclear-403":
      return forbidden("Forbidden", clock);
    case "ip-allow-list":
      return forbidden(
        "Although you appear to have the correct authorization credentials, the `octo-org` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.",
        clock,
      );
    case "saml":
      return forbidden(
        "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.",
        clock,
      );
    case "blocked":
      return forbidden("Repository access blocked", clock);
    case "archived":
      return forbidden("Repository was archived so is read-only.", clock);
    case "422-invalid-base": {
      const errors = [{ resource: "PullRequest", field: "base", code: "invalid" }];
      return jsonAnswer(422, { message: "Validation Failed", errors, status: "422" }, callsLeft(clock));
    }
    case "log-404":
      return jsonAnswer(404, { message: "Not Found" });
    case "log-410":
      return jsonAnswer(410, { message: "Server Error" });
    case "timeout":
    case "reset-mid-body":
    case "ref-moved":
    case "422-existing-branch":
      return null;
  }
}

function forbidden(message: string, clock: Clock): Answer {
  const body = { message, documentation_url: "https://docs.github.com/rest", status: "403" };
  return jsonAnswer(403, body, callsLeft(clock));
}

/** The headers of an answer to a caller who may ask much more in this hour. */
function callsLeft(clock: Clock): Readonly<Record<string, string>> {
  return {
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": "4321",
    "x-ratelimit-used": "679",
    "x-ratelimit-resource": "core",
    "x-ratelimit-reset": String(Math.ceil(clock.now() / 1000) + 3000),
  };
}

function limited(status: number, message: string, headers: Readonly<Record<string, string>>): Answer {
  const documentation = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
  return jsonAnswer(status, { message, documentation_url: documentation }, headers);
}
