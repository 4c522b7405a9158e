/** Worlds in which expressions of real files can be evaluated: what they ask for, made up. */
import { data } from "@actions/expressions";
import { dictionary, type World } from "./github-parser.ts";

const path = /\b(github|inputs|vars|env|needs|steps|strategy|runner|job|secrets)((?:\.[\w*-]+)+)/gi;
const ended = ["success", "skipped"];

/**
 * Makes contexts for some expressions, in which each value that they name is what `choose` picks of some texts. Steps and jobs have ended as they
 * do where nothing failed.
 */
export function worldFor(
  expressions: readonly string[],
  texts: readonly string[],
  choose: (texts: readonly string[]) => string,
): World {
  const root = new Map<string, Tree | string>();
  for (const expression of expressions)
    for (const [, context = "", rest = ""] of expression.matchAll(path)) {
      const keys = [context, ...rest.slice(1).split(".")].map((key) => (key === "*" ? "any" : key));
      const last = keys.at(-1) ?? "";
      const isResult = /^(?:steps|needs)$/i.test(context) && /^(?:outcome|conclusion|result)$/i.test(last);
      put(root, keys, choose(isResult ? ended : texts));
    }
  put(root, ["job", "status"], "success");
  put(root, ["runner", "os"], "Linux");
  return Object.fromEntries([...root].map(([key, value]) => [key.toLowerCase(), toData(value)]));
}

type Tree = Map<string, Tree | string>;

function put(tree: Tree, [key = "", ...rest]: readonly string[], value: string): void {
  const name = [...tree.keys()].find((known) => known.toLowerCase() === key.toLowerCase()) ?? key;
  const known = tree.get(name);
  if (rest.length === 0) {
    if (!(known instanceof Map)) tree.set(name, value);
    return;
  }
  const inner: Tree = known instanceof Map ? known : new Map();
  tree.set(name, inner);
  put(inner, rest, value);
}

function toData(value: Tree | string): data.ExpressionData {
  if (typeof value === "string") return new data.StringData(value);
  return dictionary(Object.fromEntries([...value].map(([key, inner]) => [key, toData(inner)])));
}
