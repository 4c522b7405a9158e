/** Where the pages of the GitHub are whose REST API is at an address of `apiUrl`. Without a slash at the end. */
export function webUrlOf(apiUrl: string): string {
  const url = new URL(apiUrl);
  if (url.pathname === "/") url.hostname = url.hostname.replace(/^api\./, "");
  return url.origin;
}
