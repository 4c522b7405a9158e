import { isMap, isNode, isPair, isScalar, type Node, type YAMLMap } from "yaml";
import type { z } from "zod";
import { settingsKeyWords } from "../text/sentences/settings-mistakes.ts";
import { findNearestKey } from "./nearest-key.ts";
import { plainLine } from "./plain-line.ts";
import { pullRequestSchema, scheduleSchema } from "./pull-request-schema.ts";
import type { PartialSettings } from "./settings.ts";
import {
  alarmsSchema,
  backfillSchema,
  perDaySchema,
  readySchema,
  type SettingsFile,
  settingsFileSchema,
} from "./settings-schema.ts";
import { type Mistake, quote, readSettingsText, type SettingsText } from "./settings-text.ts";

export type ParsedSettings =
  | {
      readonly ok: true;
      readonly settings: PartialSettings;
      /** A text that says the same in the fewest words; it can be parsed again. */
      readonly normalised: string;
    }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

const mostMistakes = 50;

/** Parses a settings file. All mistakes come at once, in the order of the file, the first 50 of them; at least one if not ok. */
export function parseSettings(text: string): ParsedSettings {
  const read = readSettingsText(text);
  if (!read.ok) return { ok: false, mistakes: inOrder(read.mistakes) };
  const { root, document, mistakes } = read.text;
  const file = settingsFileSchema.safeParse(root === null ? {} : document.toJS());
  if (file.success && mistakes.length === 0)
    return { ok: true, settings: toSettings(file.data), normalised: JSON.stringify(file.data) };
  const issues = file.error?.issues ?? [];
  return {
    ok: false,
    mistakes: inOrder([...mistakes, ...issues.flatMap((issue) => explain(issue, read.text))]),
  };
}

/** Of several mistakes at one place the first: the others follow from it. */
function inOrder(mistakes: readonly Mistake[]): readonly Mistake[] {
  const byPlace = new Map<string, Mistake>();
  for (const mistake of mistakes) {
    const place = `${mistake.line}:${mistake.column}`;
    if (!byPlace.has(place)) byPlace.set(place, mistake);
  }
  const ordered = [...byPlace.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  return ordered.slice(0, mostMistakes);
}

function explain(issue: z.core.$ZodIssue, { root, document, positionOf }: SettingsText): Mistake[] {
  const node = issue.path.length === 0 ? root : document.getIn(issue.path, true);
  const place = isNode(node) ? node : root;
  if (place === null) return [];
  const path = issue.path.reduce<string>(joinPath, "");
  if (issue.code !== "unrecognized_keys")
    return [{ ...positionOf(place), path, message: plainLine(issue.message, 300) }];
  return issue.keys.slice(0, mostMistakes).map((key) => ({
    ...positionOf(findKey(place, key)),
    path: plainLine(joinPath(path, key), 100),
    message: explainUnknownKey(path, key),
  }));
}

function joinPath(path: string, part: PropertyKey): string {
  if (typeof part === "number") return `${path}[${part}]`;
  return path === "" ? String(part) : `${path}.${String(part)}`;
}

function findKey(map: Node | YAMLMap, name: string): Node {
  const pair = isMap(map)
    ? map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === name)
    : undefined;
  return isNode(pair?.key) ? pair.key : map;
}

/** The keys of each map, by the path of the map. */
const knownKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ["", Object.keys(settingsFileSchema.shape)],
  ["ready", Object.keys(readySchema.shape)],
  ["pull-request", Object.keys(pullRequestSchema.shape)],
  ["alarms", Object.keys(alarmsSchema.shape)],
  ["pull-request.schedule", Object.keys(scheduleSchema.shape)],
  ["per-day", Object.keys(perDaySchema.shape)],
  ["backfill", Object.keys(backfillSchema.shape)],
]);

function explainUnknownKey(path: string, key: string): string {
  const unknown = quote(key);
  const here = knownKeys.get(path) ?? [];
  const near = findNearestKey(key, here);
  if (near !== null) return settingsKeyWords.near(unknown, quote(near));
  for (const [elsewhere, keys] of knownKeys) {
    const found = elsewhere === path ? null : findNearestKey(key, keys);
    if (found !== null)
      return settingsKeyWords.nearElsewhere(
        unknown,
        quote(found),
        elsewhere === "" ? null : quote(elsewhere),
      );
  }
  return settingsKeyWords.unknown(unknown, here);
}

function toSettings({
  "learn-from": learnFrom,
  "harden-runner": hardenRunner,
  "pull-request": pullRequest,
  "per-day": perDay,
  ready,
  ...others
}: SettingsFile): PartialSettings {
  return {
    ...others,
    ...(learnFrom && { learnFrom }),
    ...(hardenRunner && { hardenRunner }),
    ...(pullRequest && { pullRequest: toPullRequest(pullRequest) }),
    ...(perDay && { perDay: toPerDay(perDay) }),
    ...(ready && { ready: toReadiness(ready) }),
  };
}

function toReadiness({
  "quiet-runs": quietRuns,
  "maximum-risk": maximumRisk,
  ...others
}: z.infer<typeof readySchema>): NonNullable<PartialSettings["ready"]> {
  return {
    ...others,
    ...(quietRuns !== undefined && { quietRuns }),
    ...(maximumRisk !== undefined && { maximumRisk }),
  };
}

function toPullRequest({
  "open-at-most": openAtMost,
  "per-day": perDay,
  "title-prefix": titlePrefix,
  ...others
}: z.infer<typeof pullRequestSchema>): NonNullable<PartialSettings["pullRequest"]> {
  return {
    ...others,
    ...(openAtMost !== undefined && { openAtMost }),
    ...(perDay !== undefined && { perDay }),
    ...(titlePrefix !== undefined && { titlePrefix: titlePrefix.trim() }),
  };
}

function toPerDay({
  "pull-requests": pullRequests,
  ...others
}: z.infer<typeof perDaySchema>): NonNullable<PartialSettings["perDay"]> {
  return { ...others, ...(pullRequests !== undefined && { pullRequests }) };
}
