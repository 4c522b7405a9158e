/** What can go wrong between the bot and GitHub. */
export type FaultKind =
  | "500"
  | "502"
  | "secondary-limit"
  /** A secondary limit as it mostly comes: 403, calls left, and no word of when it ends. */
  | "timeless-limit"
  | "primary-limit"
  | "429"
  /** The connection is held without an answer, then closed. */
  | "timeout"
  /** The connection ends after half of the answer; a change that was asked for has been made. */
  | "reset-mid-body"
  /** 403 for want of a permission. */
  | "forbidden"
  /** 403 that does not say why. */
  | "unclear-403"
  /** 403 because the owner lets in only some addresses. */
  | "ip-allow-list"
  /** 403 because the owner wants single sign-on. */
  | "saml"
  /** 403 because GitHub has blocked the repository. */
  | "blocked"
  /** 403 because the repository was archived a moment ago. */
  | "archived"
  | "log-404"
  | "log-410"
  /** The ref moves to another commit with the same content just before it is to be updated. */
  | "ref-moved"
  /** The branch is made, but the answer is that it exists. */
  | "422-existing-branch"
  /** A pull request that GitHub does not accept, for another reason than that there is one. */
  | "422-invalid-base";

const everywhere: readonly FaultKind[] = ["500", "502", "timeout", "reset-mid-body"];
const logRoute = "/repos/{owner}/{repo}/actions/jobs/{job_id}/logs";
const refUpdates = ["PATCH /repos/{owner}/{repo}/git/refs/{ref...}", "POST /graphql"];
const refCreation = ["POST /repos/{owner}/{repo}/git/refs", "POST /graphql"];
export const logStoreRoute = "/logs/{job_id} (log store)";

/** A request as faults see it. */
export interface FaultTarget {
  readonly method: string;
  /** The route's template. */
  readonly route: string;
  /** The path as asked for, without `/api/v3`. */
  readonly path: string;
}

export interface Faults {
  /** From now on each call fails with this probability, in one of the ways that can happen to it. */
  random(options: { rate: number; seed: number; kinds: readonly FaultKind[] }): void;
  /** The next call that fits fails. A text is the route's template or the path; a pattern is tried on the path. */
  next(method: string, path: string | RegExp, kind: FaultKind): void;
  /** Ends random faults and forgets planned ones. */
  stop(): void;
  /** How long `timeout` holds a connection, in milliseconds. */
  holdMilliseconds: number;
  /** What `retry-after` says, and when a primary limit resets: seconds from now. */
  retryAfterSeconds: number;
  /** How many faults of each kind have happened. */
  counts(): Readonly<Partial<Record<FaultKind, number>>>;
  /** The fault for a request, if any. It counts. */
  choose(target: FaultTarget): FaultKind | null;
}

export function createFaults(): Faults {
  const counts = new Map<FaultKind, number>();
  const planned: { method: string; path: string | RegExp; kind: FaultKind }[] = [];
  let random: { rate: number; kinds: readonly FaultKind[]; draw: () => number } | null = null;
  return {
    holdMilliseconds: 1000,
    retryAfterSeconds: 1,
    random({ rate, seed, kinds }) {
      random = { rate, kinds, draw: generator(seed) };
    },
    next(method, path, kind) {
      planned.push({ method, path, kind });
    },
    stop() {
      random = null;
      planned.length = 0;
    },
    counts: () => Object.fromEntries(counts),
    choose(target) {
      const kind = takePlanned(target) ?? drawRandom(target);
      if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return kind;
    },
  };

  function takePlanned({ method, route, path }: FaultTarget): FaultKind | null {
    const index = planned.findIndex(
      (plan) =>
        plan.method === method &&
        (typeof plan.path === "string" ? plan.path === route || plan.path === path : plan.path.test(path)),
    );
    return index < 0 ? null : (planned.splice(index, 1)[0]?.kind ?? null);
  }

  function drawRandom(target: FaultTarget): FaultKind | null {
    if (random === null) return null;
    const { rate, kinds, draw } = random;
    const possible = kinds.filter((kind) => canHappen(kind, target));
    const happens = draw() < rate;
    return happens ? (possible[Math.floor(draw() * possible.length)] ?? null) : null;
  }
}

function canHappen(kind: FaultKind, { method, route }: FaultTarget): boolean {
  if (route === logStoreRoute) return everywhere.includes(kind);
  switch (kind) {
    case "log-404":
    case "log-410":
      return route === logRoute;
    case "ref-moved":
      return refUpdates.includes(`${method} ${route}`);
    case "422-invalid-base":
      return `${method} ${route}` === "POST /repos/{owner}/{repo}/pulls";
    case "422-existing-branch":
      return refCreation.includes(`${method} ${route}`);
    default:
      return true;
  }
}

/** Mulberry32: numbers in [0, 1) that depend on the seed only. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
