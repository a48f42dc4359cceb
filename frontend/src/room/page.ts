/** What the server wrote into the room's page: which room, who I am, where to go. */
export interface PageData {
  roomId: string;
  roomName: string;
  roomType: "INTERVIEW" | "CLASSROOM";
  hasPassword: boolean;
  /** This person has not come in before and the room asks for its password. */
  needsPassword: boolean;
  me: { userId: string; username: string; fullName: string } | null;
  iceServersUrl: string;
  signInUrl: string;
  dashboardUrl: string;
  development: boolean;
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

export function socketUrl(roomId: string, place: Pick<Location, "protocol" | "host"> = location): string {
  const scheme = place.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${place.host}/ws/rooms/${encodeURIComponent(roomId)}/`;
}

/** The address of the room for others: without what belongs to this visit. */
export function roomLink(roomId: string, origin: string = location.origin): string {
  return `${origin}/rooms/${encodeURIComponent(roomId)}/`;
}
