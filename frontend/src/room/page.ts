/** What the server wrote into the room's page: which room, who I am, where to go. */
export interface PageData {
  roomId: string;
  roomName: string;
  roomType: "INTERVIEW" | "CLASSROOM";
  hasPassword: boolean;
  /** This person has not come in before and the room asks for its password. */
  needsPassword: boolean;
  /** null: a visitor whose invitation admits guests, and who says a name to come in. */
  me: Me | null;
  /** What is written, drawn and said in chat can be played back afterwards. */
  recordingEnabled: boolean;
  iceServersUrl: string;
  /** From there back to this very page, its invitation included. */
  signInUrl: string;
  registerUrl: string;
  /** For people with an account. */
  dashboardUrl: string;
  /** The site's first page, open to everybody. */
  startUrl: string;
  development: boolean;
}

/** Who I am in this room: with an account, or a guest with a name and a pass for this room alone. */
export interface Me {
  userId: string;
  username: string;
  fullName: string;
  isGuest: boolean;
}

export interface Page extends PageData {
  /** The invitation token of the address; empty: none. */
  invite: string;
}

export function readPage(root: HTMLElement): Page | null {
  const data = document.getElementById("room-data")?.textContent;
  if (!data) return null;
  return { ...(JSON.parse(data) as PageData), invite: root.dataset.invite ?? "" };
}

/** Somebody without an account here: no dashboard, nothing to sign in to. */
export function isGuestHere({ me }: Pick<Page, "me">): boolean {
  return me === null || me.isGuest;
}

export function socketUrl(roomId: string, place: Pick<Location, "protocol" | "host"> = location): string {
  const scheme = place.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${place.host}/ws/rooms/${encodeURIComponent(roomId)}/`;
}

/** The address of the room for others: without what belongs to this visit. */
export function roomLink(roomId: string, origin: string = location.origin): string {
  return `${origin}/rooms/${encodeURIComponent(roomId)}/`;
}
