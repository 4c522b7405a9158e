import type { Assumptions } from "./assumptions.ts";
import type { EndpointKind, Part, SimulatedEndpoint } from "./job.ts";
import { between, logBetween, logNormal, poisson, type Random, shuffle, wholeBetween } from "./random.ts";

/** What a job has that may call endpoints of its own. */
export interface Traits {
  readonly hasSchedule: boolean;
  readonly hasCache: boolean;
  readonly legs: readonly Part[];
  readonly publish: Part | null;
  readonly conditional: Part | null;
}

interface Draft {
  readonly kind: EndpointKind;
  readonly part: string | null;
}

/** Changes are drawn for so many days before day 0 and after. */
const daysDrawn = 400;

/** Draws the endpoints of a job: one common to all runs, those of its traits as far as its number allows, and ordinary ones. */
export function drawEndpoints(
  random: Random,
  assumptions: Assumptions,
  traits: Traits,
): readonly SimulatedEndpoint[] {
  const { median, sigma, most } = assumptions.endpoints;
  const count = Math.min(most, Math.max(1, Math.round(logNormal(random, median, sigma))));
  const special = shuffle(random, drawSpecial(random, assumptions, traits)).flat();
  const drafts: Draft[] = [{ kind: "common" as const, part: null }, ...special].slice(0, count);
  while (drafts.length < count) drafts.push({ kind: drawOrdinary(random, assumptions), part: null });
  return change(
    random,
    assumptions,
    drafts.map((draft, id) => complete(random, assumptions, draft, id)),
  );
}

/** The endpoints that the traits of a job call, by trait. */
function drawSpecial(
  random: Random,
  { scheduled, matrix, rotating }: Assumptions,
  { hasSchedule, hasCache, legs, publish, conditional }: Traits,
): Draft[][] {
  const repeat = (most: number, kind: EndpointKind, part: string | null = null): Draft[] =>
    Array.from({ length: wholeBetween(random, 1, most) }, () => ({ kind, part }));
  const groups: Draft[][] = [];
  if (publish !== null) groups.push(repeat(3, "publish-step", publish.name));
  if (conditional !== null && random() < 0.5) groups.push(repeat(1, "conditional-step", conditional.name));
  if (hasSchedule && random() < scheduled.ownEndpoints) groups.push(repeat(2, "scheduled"));
  if (hasCache) groups.push(repeat(4, "cold-cache"));
  if (random() < rotating.share)
    groups.push(
      repeat(1, random() < rotating.sharedTenant ? "rotating-shared-tenant" : "rotating-one-owner"),
    );
  if (legs.length > 1)
    for (const { name } of legs) if (random() < matrix.ownEndpoints) groups.push(repeat(1, "leg", name));
  return groups;
}

function drawOrdinary(random: Random, { occasional, burst }: Assumptions): EndpointKind {
  const drawn = random();
  if (drawn < occasional.share) return "occasional";
  return drawn < occasional.share + burst.share ? "burst" : "common";
}

function complete(
  random: Random,
  assumptions: Assumptions,
  { kind, part }: Draft,
  id: number,
): SimulatedEndpoint {
  const domain = random() < assumptions.siblings ? `shared.example` : `site${id}.example`;
  return {
    id,
    kind,
    host: hostOf(kind, id, domain),
    chance: drawChance(random, assumptions, kind, id),
    part,
    from: Number.NEGATIVE_INFINITY,
    until: Number.POSITIVE_INFINITY,
  };
}

function hostOf(kind: EndpointKind, id: number, domain: string): string {
  if (kind === "rotating-one-owner") return ".rotating.example";
  if (kind === "rotating-shared-tenant") return ".blob.core.windows.net";
  return `name${id}.${domain}`;
}

function drawChance(random: Random, assumptions: Assumptions, kind: EndpointKind, id: number): number {
  const { commonFrom, occasional, burst } = assumptions;
  switch (kind) {
    case "occasional":
      return logBetween(random, occasional.chance.low, occasional.chance.high);
    case "burst":
      return logBetween(random, burst.chance.low, burst.chance.high);
    case "rotating-one-owner":
    case "rotating-shared-tenant":
      return between(random, 0.3, 1);
    case "cold-cache":
      return 0.9;
    // Every job checks something out.
    case "common":
      return id === 0 ? 1 : between(random, commonFrom, 1);
    case "scheduled":
    case "leg":
    case "conditional-step":
    case "publish-step":
    case "changed":
      return 1;
  }
}

/** Lets common endpoints give way to others on some days. */
function change(
  random: Random,
  { changesPerYear }: Assumptions,
  endpoints: readonly SimulatedEndpoint[],
): readonly SimulatedEndpoint[] {
  const changed = [...endpoints];
  for (let left = poisson(random, (changesPerYear * 2 * daysDrawn) / 365); left > 0; left -= 1) {
    const day = Math.floor(between(random, -daysDrawn, daysDrawn));
    const place = wholeBetween(random, 0, endpoints.length - 1);
    const old = changed[place];
    if (old === undefined || old.kind !== "common") continue;
    const id = changed.length;
    changed[place] = { ...old, until: day };
    changed.push({ ...old, id, kind: "changed", host: `name${id}.new${id}.example`, from: day });
  }
  return changed;
}
