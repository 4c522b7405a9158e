import type { Store } from "../../adapters/store/store.ts";

/** So many repositories are known not to be new; beyond, all are noted again. */
const mostKnown = 10_000;

/** Makes what notes each repository that the App has to do with, once in a process, so that a sweep notices if the App loses it. */
export function createNoteRepository(
  installations: Pick<Store["installations"], "know">,
): (
  installationId: number,
  repository: { readonly id: number; readonly owner: string; readonly name: string },
) => Promise<void> {
  const noted = new Set<string>();
  return async (installationId, { id, owner, name }) => {
    const key = `${installationId} ${id}`;
    if (noted.has(key)) return;
    await installations.know(installationId, { id, owner, name });
    if (noted.size >= mostKnown) noted.clear();
    noted.add(key);
  };
}
