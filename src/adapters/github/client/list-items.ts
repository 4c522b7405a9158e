/** GitHub's longest page. */
export const itemsPerPage = 100;

/** Which part of a list is asked for, as GitHub's API names it. */
export type Page = { readonly per_page: number; readonly page: number };

/**
 * The items of a list, a call for each hundred, at most so many calls. Octokit's own way through the pages takes an answer that broke
 * off, and a 409, for the end of the list. @throws what `readPage` throws
 */
export async function* listItems<Item>(
  readPage: (page: Page) => Promise<readonly Item[]>,
  mostPages = Number.POSITIVE_INFINITY,
): AsyncGenerator<Item, void> {
  for (let page = 1; page <= mostPages; page += 1) {
    const items = await readPage({ per_page: itemsPerPage, page });
    yield* items;
    if (items.length < itemsPerPage) return;
  }
}
