/** What is typed and not sent yet: kept in this tab, so that a reload or a lost connection loses no word. */
const key = (roomId: string) => `fusemeet:draft:${roomId}`;

export function readDraft(roomId: string, storage: Storage = sessionStorage): string {
  return storage.getItem(key(roomId)) ?? "";
}

export function keepDraft(roomId: string, text: string, storage: Storage = sessionStorage): void {
  try {
    if (text) storage.setItem(key(roomId), text);
    else storage.removeItem(key(roomId));
  } catch {
    // A full storage costs only the survival of a reload.
  }
}
