// Tells the server in which zone this browser's clock is, by a cookie, and reads a page again that did not know it.
const COOKIE = "zone";
const SECONDS = 400 * 86_400;

export function startZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  if (readZone(document.cookie) !== zone) {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=${String(SECONDS)}; samesite=lax${secure}`;
  }
  const shown = document.querySelector<HTMLElement>("[data-reader-zone]");
  if (!shown || shown.dataset.zoneSource === "chosen" || shown.dataset.readerZone === zone) return;
  // Once: a browser that keeps no cookies, or a zone that the server does not know, would read it for ever.
  if (readZone(document.cookie) !== zone || wasTried(zone)) return;
  location.reload();
}

function wasTried(zone: string): boolean {
  try {
    if (sessionStorage.getItem("zone-tried") === zone) return true;
    sessionStorage.setItem("zone-tried", zone);
    return false;
  } catch {
    return true;
  }
}

/** The zone that a `document.cookie` holds; empty when there is none. */
export function readZone(cookies: string): string {
  const found = /(?:^|;\s*)zone=([^;]*)/.exec(cookies)?.[1] ?? "";
  try {
    return decodeURIComponent(found);
  } catch {
    return "";
  }
}
