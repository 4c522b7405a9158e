/** An error and its causes, the outermost first, at most so many: causes may be a circle. What is no error ends them. */
export function* listCauses(error: unknown, most: number): Generator<Error> {
  let current = error;
  for (let count = 0; count < most && current instanceof Error; count += 1) {
    yield current;
    current = current.cause;
  }
}
