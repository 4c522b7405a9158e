import { loadEnvironmentFile, readEnvironment } from "../../../environment/environment.ts";
import { UsageError } from "../shared/usage-error.ts";
import type { RepositoriesOptions } from "./each-repository.ts";
import { readEnvironmentOrTell } from "./environment.ts";

/**
 * Reads what a command about the App's repositories needs: the App's settings, and which owner or repository was named. Null where a
 * setting is wrong, which is told. @throws UsageError
 */
export function readAppOptions(command: string, words: readonly string[]): RepositoriesOptions | null {
  const only = readPlace(command, words);
  const environment = readEnvironmentOrTell(command, () => {
    loadEnvironmentFile();
    return readEnvironment(process.env);
  });
  if (environment === null) return null;
  const { app, redis, apiUrl, policyStore, dnsServers } = environment;
  if (app === null)
    throw new UsageError(
      `${command}: set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET, as egress serve needs them`,
    );
  return { command, app, redis, apiUrl, policyStore, dnsServers, only };
}

/** Nothing for all, an owner, or one repository. */
function readPlace(command: string, words: readonly string[]): RepositoriesOptions["only"] {
  const [word, ...more] = words;
  if (word === undefined) return null;
  const [, owner, name = null] = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})(?:\/([\w.-]{1,100}))?$/.exec(word) ?? [];
  if (more.length > 0 || owner === undefined)
    throw new UsageError(
      `${command}: name one OWNER or OWNER/REPO, or nothing for all; see egress ${command} --help`,
    );
  return { owner, name };
}
