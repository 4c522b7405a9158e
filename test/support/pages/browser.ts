/** A browser without scripts: it keeps cookies for the pages and follows redirects only when told to. */
export interface PlainBrowser {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Shown>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Shown>;
  /** Signs in by way of GitHub, and gives the answer that ends it. */
  signIn(to?: string): Promise<Shown>;
}

/** An answer, as a browser sees it. */
export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads, as it was sent. */
  readonly location: string | null;
  /** What the plain pages show. */
  readonly data: PlainData;
  readonly csrf: string;
}

// biome-ignore lint/suspicious/noExplicitAny: any JSON, into which the tests look freely
export type PlainData = any;

export function createPlainBrowser(origin: string): PlainBrowser {
  const cookies = new Map<string, string>();

  async function ask(
    path: string,
    init: RequestInit & { readonly headers?: Record<string, string> },
  ): Promise<Shown> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(`${origin}${path}`, {
      ...init,
      redirect: "manual",
      headers: { ...(cookie !== "" && { cookie }), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      location: response.headers.get("location"),
      ...read(text),
    };
  }

  const browser: PlainBrowser = {
    cookies,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, fields, headers = {}) =>
      ask(path, {
        method: "POST",
        body: new URLSearchParams(fields).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      }),
    async signIn(to) {
      const begun = await browser.get(
        to === undefined ? "/sign-in" : `/sign-in?to=${encodeURIComponent(to)}`,
      );
      const back = await fetch(begun.location ?? "", { redirect: "manual" });
      return browser.get((back.headers.get("location") ?? "").slice(origin.length));
    },
  };
  return browser;
}

function read(text: string): { readonly data: PlainData; readonly csrf: string } {
  const [, csrf = "", data] = /<pre id="data" data-csrf="([^"]*)">(.*)<\/pre>/s.exec(text) ?? [];
  const json = data?.replaceAll("&amp;", "&") ?? (text.startsWith("{") ? text : "null");
  return { csrf, data: JSON.parse(json) };
}
