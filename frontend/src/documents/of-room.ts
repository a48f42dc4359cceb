// A room's shared documents in this page: one copy each, whose unsaved edits outlive the page.
import type { DocumentName } from "./frames";
import { documentOf, type DocumentProvider } from "./provider";
import type { Lane } from "./state";
import { UnsavedEdits } from "./unsaved";
import { dropOld, leftBehind } from "./unsaved-database";

const NAMES: readonly DocumentName[] = ["code", "board"];

/** `me` is the person's id: what one typed is sent as one's own, and never by the next person at this browser. */
export function roomDocument(lane: Lane, me: string, roomId: string, name: DocumentName): DocumentProvider {
  return documentOf(lane, name, () => new UnsavedEdits(ownerName(me, roomId, name)));
}

/** Drops what is too old, and opens the documents for which an earlier page left edits behind, so that these are sent without a panel opened. */
export async function sendWhatWasLeft(lane: Lane, me: string, roomId: string): Promise<void> {
  await dropOld().catch(() => undefined);
  const owners = await leftBehind();
  for (const name of NAMES) if (owners.has(ownerName(me, roomId, name))) roomDocument(lane, me, roomId, name);
}

function ownerName(me: string, roomId: string, name: DocumentName): string {
  return `${me}:${roomId}:${name}`;
}
