/** The name by which a guest comes in; kept in this browser for the next time. The server has the last word on it. */

export const LONGEST_NAME = 64;
const KEY = "fusemeet:guest-name";

/** As it is sent: one way of writing each character, no blanks around it. */
export function tidyName(text: string): string {
  return text.normalize("NFC").trim();
}

/** What is wrong with it, in words; null: nothing that can be seen from here. */
export function nameProblem(text: string): string | null {
  const name = tidyName(text);
  if (name === "") return "Enter the name by which the others know you.";
  // Counted as the server counts: an emoji of one code point is one.
  if ([...name].length > LONGEST_NAME) return `Use at most ${String(LONGEST_NAME)} characters.`;
  return null;
}

export function readName(storage: Pick<Storage, "getItem"> = localStorage): string {
  try {
    const kept = storage.getItem(KEY) ?? "";
    return nameProblem(kept) === null ? kept : "";
  } catch {
    // Storage may be closed; then the name is typed again.
    return "";
  }
}

export function keepName(name: string, storage: Pick<Storage, "setItem"> = localStorage): void {
  try {
    storage.setItem(KEY, name);
  } catch {
    // Then it is forgotten with the page.
  }
}
