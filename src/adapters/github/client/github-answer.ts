/** GitHub's answer in an error, as far as it tells what went wrong. All text is GitHub's. */
export interface GitHubAnswer {
  /** 200 for an error of GraphQL. */
  readonly status: number;
  /** What was asked, `POST https://api.github.com/…`, as far as it is known. */
  readonly asked: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** What it says, and what it says of single fields. */
  readonly messages: readonly string[];
  /** The address of the documentation that it names; empty where it names none. */
  readonly page: string;
  /** The kinds of GraphQL's errors, `FORBIDDEN`. */
  readonly types: readonly string[];
}

/** How deep an error's causes are searched. */
const deepestCause = 5;

/** The answer that an error, or one of its causes, carries; null where there is none. */
export function findAnswer(error: unknown): GitHubAnswer | null {
  let current = error;
  for (let depth = 0; depth < deepestCause && isRecord(current); depth++) {
    const answer = readAnswer(current);
    if (answer !== null) return answer;
    current = current.cause;
  }
  return null;
}

function readAnswer(error: Readonly<Record<string, unknown>>): GitHubAnswer | null {
  const response = isRecord(error.response) ? error.response : {};
  const headers = [response.headers, error.headers].find(isRecord) ?? {};
  const body = isRecord(response.data) ? response.data : {};
  // An error of GraphQL carries the answer without its status.
  const isOfGraphql = Array.isArray(error.errors);
  const status = [error.status, response.status, isOfGraphql ? 200 : null].find(
    (one) => typeof one === "number",
  );
  if (status === undefined) return null;
  const details = listRecords(isOfGraphql ? error.errors : body.errors);
  return {
    status,
    asked: isRecord(error.request) ? `${error.request.method} ${error.request.url}` : "",
    headers,
    messages: [body.message ?? error.message, ...details.map(({ message }) => message)].filter(isText),
    page: isText(body.documentation_url) ? body.documentation_url : "",
    types: isOfGraphql ? details.map(({ type }) => type).filter(isText) : [],
  };
}

function listRecords(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
