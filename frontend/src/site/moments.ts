// A part of a page that says something else from some moment on (`data-refresh-at`) is read anew then.
import htmx from "htmx.org";

/** A timer of a browser holds no more than 24 days. */
const LONGEST_MS = 2 ** 31 - 1;
/** The server's clock need not agree to the second. */
const LATE_MS = 1_000;
const waiting = new WeakMap<Element, number>();

export function startMoments(): void {
  wait(document);
  document.addEventListener("htmx:load", (event) => {
    wait(event.target as HTMLElement);
  });
}

function wait(within: ParentNode): void {
  const parts = [...within.querySelectorAll<HTMLElement>("[data-refresh-at]")];
  if (within instanceof HTMLElement && within.dataset.refreshAt) parts.push(within);
  for (const part of parts) {
    const left = Date.parse(part.dataset.refreshAt ?? "") - Date.now() + LATE_MS;
    if (waiting.has(part) || Number.isNaN(left) || left < 0 || left > LONGEST_MS) continue;
    waiting.set(
      part,
      window.setTimeout(() => {
        if (part.isConnected) htmx.trigger(part, "moment");
      }, left),
    );
  }
}
