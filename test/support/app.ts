import { generateKeyPairSync } from "node:crypto";
import type { AppCredentials } from "../../src/environment/environment.ts";

/** An App that no GitHub knows: enough to start with. */
export function createCredentials(): AppCredentials {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    id: 17,
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    webhookSecret: "a secret of some length",
  };
}
