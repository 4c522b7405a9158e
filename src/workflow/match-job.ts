/** What the display name of a job is made from. */
export interface NamedJob {
  readonly id: string;
  /** The job's `name:`, possibly with expressions; null where it has none, then GitHub shows the id. */
  readonly name: string | null;
  readonly hasMatrix: boolean;
}

/** Which job of a workflow file a run's job is. Ambiguous means: not to be learned. */
export type JobMatch =
  | { readonly kind: "matched"; readonly id: string }
  | { readonly kind: "ambiguous"; readonly ids: readonly string[] }
  | { readonly kind: "none" };

const longestName = 100;

/**
 * Finds the job whose display name GitHub would render as `displayName` (facts: `name:` evaluated or the job id, then for
 * a matrix without own name ` (a, b)`; longer than 100 characters is cut to 97 and `...`). In a job of a reusable
 * workflow the names of its callers stand before it, `caller / callee`.
 */
export function matchJob(displayName: string, jobs: readonly NamedJob[], isCalled: boolean): JobMatch {
  const candidates = isCalled ? tails(displayName) : [displayName];
  const ids = jobs
    .filter((job) => candidates.some((candidate) => couldRender(job, candidate)))
    .map((job) => job.id);
  const [id] = ids;
  if (id === undefined) return { kind: "none" };
  return ids.length === 1 ? { kind: "matched", id } : { kind: "ambiguous", ids };
}

/** `a / b / c` as what may follow a caller: `b / c` and `c`. A name may itself contain the separator. */
function tails(displayName: string): string[] {
  const parts = displayName.split(" / ");
  return parts.slice(1).map((_, index) => parts.slice(index + 1).join(" / "));
}

function couldRender(job: NamedJob, displayName: string): boolean {
  const template = job.name ?? job.id;
  const literals = splitAtExpressions(template);
  // GitHub appends the matrix only to a name that does not use an expression itself.
  if (literals.length === 1 && job.hasMatrix && fits([`${template} (`, ")"], displayName)) return true;
  return fits(literals, displayName);
}

/** The literal parts of a text around its `${{ … }}` expressions; one part if it has none. */
function splitAtExpressions(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const start = rest.indexOf("${{");
    const end = start < 0 ? -1 : rest.indexOf("}}", start);
    if (end < 0) return [...parts, rest];
    parts.push(rest.slice(0, start));
    rest = rest.slice(end + 2);
  }
}

/** Whether a name is the literals in order with anything between them; a cut name need only fit as far as it goes. */
function fits(literals: readonly string[], name: string): boolean {
  const isCut = name.length === longestName && name.endsWith("...");
  const text = isCut ? name.slice(0, -3) : name;
  const [first = "", ...others] = literals;
  if (isCut && first.startsWith(text)) return true;
  if (!text.startsWith(first)) return false;
  if (others.length === 0) return !isCut && text === first;
  if (isCut) return true;
  const last = others.at(-1) ?? "";
  let at = first.length;
  for (const literal of others.slice(0, -1)) {
    const found = text.indexOf(literal, at);
    if (found < 0) return false;
    at = found + literal.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
