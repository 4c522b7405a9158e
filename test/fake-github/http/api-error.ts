/** An answer that is not a success, with the body that GitHub gives. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly unknown[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.body = {
      message,
      ...(more.errors === undefined ? {} : { errors: more.errors }),
      documentation_url: "https://docs.github.com/rest",
      status: String(status),
    };
    this.headers = more.headers ?? {};
  }
}

/** A request that GitHub's description of its API does not have: always a mistake of the caller. */
export class Violation extends ApiError {}

export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

/** GitHub's 422 for a field of a resource; `custom` carries a sentence. */
export function validationFailed(
  resource: string,
  error: { field?: string; code?: string; message?: string },
): ApiError {
  return new ApiError(422, "Validation Failed", {
    errors: [{ resource, code: error.code ?? "custom", ...error }],
  });
}

/** What a suspended installation is told, and whoever asks for a token of it. */
export function suspended(): ApiError {
  return new ApiError(403, "This installation has been suspended");
}

export function notAccessible(accepted: string): ApiError {
  return new ApiError(403, "Resource not accessible by integration", {
    headers: { "x-accepted-github-permissions": accepted },
  });
}
