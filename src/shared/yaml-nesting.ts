import type { CST } from "yaml";

/**
 * Whether the maps and lists of a token are nested deeper than so much. To be asked before composing: the composer is recursive, and
 * what it does when it is nested too deeply can end the process.
 */
export function isDeeperThan(most: number, token: CST.Token): boolean {
  const open: { token: CST.Token; depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { depth } = next;
    if (depth > most) return true;
    for (const child of childrenOf(next.token)) open.push({ token: child, depth: depth + 1 });
  }
  return false;
}

function childrenOf(token: CST.Token): CST.Token[] {
  switch (token.type) {
    case "document":
      return token.value === undefined ? [] : [token.value];
    case "block-map":
    case "block-seq":
    case "flow-collection":
      return token.items.flatMap(({ key, value }) =>
        [key, value].filter((child) => child !== null && child !== undefined),
      );
    default:
      return [];
  }
}
