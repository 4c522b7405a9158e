import type { FastifyHelmetOptions } from "@fastify/helmet";

const halfAYear = 180 * 86_400;

/** What every answer of the pages carries: nothing is loaded from elsewhere, nothing runs that is not a file of ours, nobody frames a page. */
export function securityHeaders(publicUrl: string): FastifyHelmetOptions {
  const own = ["'self'"];
  const none = ["'none'"];
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": none,
        "script-src": own,
        "style-src": own,
        "img-src": own,
        "font-src": own,
        "connect-src": own,
        "form-action": own,
        "base-uri": none,
        "frame-ancestors": none,
      },
    },
    // With none at all a browser would not say which origin sends a form.
    referrerPolicy: { policy: "same-origin" },
    frameguard: { action: "deny" },
    strictTransportSecurity: publicUrl.startsWith("https:")
      ? { maxAge: halfAYear, includeSubDomains: false }
      : false,
  };
}
