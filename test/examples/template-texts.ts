import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../views/", import.meta.url));

/** Says how much of a list was cut. What is so long is no example. */
const ofCutLists = /^(?:(?:- |> - |… |- … )and|more\b)|^, which I did not look at\.$/;

/** The words that stand in a template as people read them, a line or less each, but for those of lists that are cut. */
export function listTexts(template: string): readonly string[] {
  return readFileSync(`${folder}${template}`, "utf8")
    .split(/<%[\s\S]*?%>/)
    .flatMap((text) => text.split("\n"))
    .map((text) => text.trim())
    .filter((text) => /[a-z]{2}/i.test(text) && !ofCutLists.test(text));
}

export function listTemplates(): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".eta"));
}
