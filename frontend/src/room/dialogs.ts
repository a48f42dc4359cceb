/** Which dialog of the room is open; one at a time, so that keys and menus can open them too. */
import { createStore } from "zustand/vanilla";

export type DialogName = "leave" | "end" | "share" | "settings" | "shortcuts" | "library";

export type Open = { name: DialogName } | { name: "remove" | "rights"; userId: string; fullName: string } | null;

export const dialog = createStore<Open>(() => null);

export function openDialog(open: Open): void {
  dialog.setState(open, true);
}

export function closeDialog(): void {
  dialog.setState(null, true);
}
