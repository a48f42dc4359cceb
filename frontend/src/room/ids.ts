/** Random names that the browser makes: of messages and of tabs. */

/** 128 random bits; `crypto.randomUUID` is missing where a page is not served securely. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const PEER_KEY = "fusemeet.peer";

/**
 * This tab's peer id, kept over reloads and reconnects. A duplicated tab inherits the storage of its original,
 * so the id is taken out while it is in use and put back when the page goes.
 */
export function tabPeerId(storage: Storage = sessionStorage): string {
  const kept = storage.getItem(PEER_KEY);
  storage.removeItem(PEER_KEY);
  const peerId = kept ?? newId();
  window.addEventListener("pagehide", () => storage.setItem(PEER_KEY, peerId));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) storage.removeItem(PEER_KEY);
  });
  return peerId;
}
