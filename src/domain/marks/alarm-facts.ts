/** The mark of the issue that the alarms share which have none of their own. */
export const sharedAlarmMark = "<!-- egress-bot:alarms=more";

/** What an issue's mark remembers of the facts that it tells, see `listFacts`; none once the bot has closed it. */
export function markFacts(facts: readonly string[]): string {
  return `facts=${facts.length === 0 ? "none" : facts.join(",")}`;
}

/** The facts of a body with such a mark; null where it has none. */
export function readFacts(body: string | null): readonly string[] | null {
  const [, facts] =
    /<!-- egress-bot:alarms?=[^>]{0,4000} facts=([0-9a-f,]{1,460}|none) -->/.exec(body ?? "") ?? [];
  if (facts === undefined) return null;
  return facts === "none" ? [] : facts.split(",");
}

/** The body with other facts in its mark. */
export function replaceFacts(body: string | null, facts: readonly string[]): string {
  return (body ?? "").replace(/ facts=(?:[0-9a-f,]{1,460}|none) -->/, ` ${markFacts(facts)} -->`);
}
