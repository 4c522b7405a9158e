import type { PageParts } from "../../../src/apps/server/pages/page-parts.ts";

/** What no page has. */
const plain = (page: object): never => page as never;

/** Pages that show nothing but what the server gave them, for tests of the server alone. */
export const plainParts: PageParts = {
  readJobPage: async (_, { repository, path, jobId }) => plain({ repository: repository.id, path, jobId }),
  readRunPage: async (_, { repository, runId }) =>
    runId === 404 ? null : plain({ repository: repository.id, runId }),
  readRepositoryPage: async (_, { repository }) =>
    plain({ repository: repository.id, name: repository.name }),
  async readOwnerPage({ store: _ }, { ownerId, login, access, filter }) {
    const listed = await access.list();
    const ids = [...candidates];
    const readable = listed === null ? [...(await access.ask(ids))] : ids.filter((id) => listed.has(id));
    return plain({ ownerId, login, filter, readable });
  },
  assetsFolder: new URL("../../fixtures/page-assets", import.meta.url).pathname,
  renderPage({ viewer, csrf, mayWrite, here, assets, notice }, body) {
    const data = JSON.stringify({ viewer, mayWrite, here, notice, body }).replaceAll("<", "\\u003c");
    return `<!doctype html><html lang="en"><title>egress-bot</title><link rel="stylesheet" href="${assets("style.css")}">
<main><h1>page</h1><pre id="data" data-csrf="${csrf ?? ""}">${data.replaceAll("&", "&amp;")}</pre></main></html>`;
  },
};

/** The repositories that the owner's page asks about. */
export const candidates = new Set<number>();
