import { createHash } from "node:crypto";
import { Eta } from "eta";
import { packageRoot } from "../../shared/package-root.ts";

/** Each is compiled once. `<%= %>` escapes for HTML, in text and in quoted attributes. */
const eta = new Eta({
  views: `${packageRoot}views/pages`,
  cache: true,
  autoEscape: true,
  autoTrim: false,
});

const style = eta.render("style", {});

/** Allows a page its own style, and forms to go to its own origin and to one more; no script, no image, no frame around it. */
export function pagePolicy(formOrigin: string | null): string {
  const hash = createHash("sha256").update(style).digest("base64");
  const forms = formOrigin === null ? "'none'" : `'self' ${formOrigin}`;
  return `default-src 'none'; style-src 'sha256-${hash}'; form-action ${forms}; base-uri 'none'; frame-ancestors 'none'`;
}

/** Renders one of the templates in `views/pages` as a whole page of HTML. */
export function renderPage(template: string, data: object): string {
  const body = eta.render(template, data);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>egress-bot</title>
<style>${style}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`;
}
