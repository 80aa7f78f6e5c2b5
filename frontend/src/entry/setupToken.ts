/** What the station printed behind its address when it started without a site; empty in the window. */
export function setupToken(): string {
  return new URLSearchParams(location.search).get("setup") ?? "";
}
