import { EnvironmentError } from "./environment-error.ts";

const variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] as const;

/** Whether the environment names a proxy. */
export function namesProxy(env: Readonly<Record<string, string | undefined>>): boolean {
  return variables.some((name) => env[name]);
}

/**
 * Has everything that the process fetches (GitHub, logs, the Policy Store) go by the proxy that the environment names, but what `NO_PROXY`
 * lists. Node reads these variables only from 22.21 and 24.5 on, and only with `NODE_USE_ENV_PROXY`. Redis and DNS go by no proxy. Does nothing, and
 * loads nothing, where no proxy is named. Throws an EnvironmentError.
 */
export async function useProxy(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const named = variables.filter((name) => env[name]);
  if (named.length === 0) return;
  for (const name of named)
    if (!/^https?:$/.test(URL.parse(env[name] ?? "")?.protocol ?? ""))
      throw new EnvironmentError([`${name} must be a URL that begins with http:// or https://`]);
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import("undici");
  // Also to what is not TLS, so that the proxy is asked for nothing but tunnels.
  setGlobalDispatcher(new EnvHttpProxyAgent({ proxyTunnel: true }));
}
