import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the package, in which `package.json` and `views` lie, wherever in it this code was built to. */
export const packageRoot = fileURLToPath(findRoot(new URL("./", import.meta.url)));

function findRoot(folder: URL): URL {
  if (existsSync(new URL("package.json", folder))) return folder;
  const parent = new URL("../", folder);
  if (parent.href === folder.href) throw new Error("the package of this program has no package.json");
  return findRoot(parent);
}
