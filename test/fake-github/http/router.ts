import type { Method, Route } from "./route.ts";

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a request; `path` is still percent-encoded. The first that fits wins. */
export type Router = (method: string, path: string) => Match | null;

export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => ({ route, ...compile(route.path) }));
  return (method, path) => {
    for (const { route, pattern, names } of compiled) {
      if (route.method !== (method as Method)) continue;
      const match = pattern.exec(path);
      if (match === null) continue;
      const params = decode(names, match.slice(1));
      if (params !== null) return { route, params };
    }
    return null;
  };
}

function compile(path: string): { pattern: RegExp; names: readonly string[] } {
  const names: string[] = [];
  const source = path.replaceAll(/\{(\w+)(\.\.\.)?\}/g, (_, name: string, rest: string | undefined) => {
    names.push(name);
    return rest === undefined ? "([^/]+)" : "(.*)";
  });
  return { pattern: new RegExp(`^${source}$`), names };
}

function decode(names: readonly string[], values: readonly string[]): Record<string, string> | null {
  try {
    return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")]));
  } catch {
    return null;
  }
}
