/** The ways in that a host hands out: what is asked of the server, and how an invitation reads. */
import { api } from "../room/api";
import type { Page } from "../room/page";
import type { Role } from "../room/protocol";
import { roleName } from "../room/session";
import { ago } from "../site/times";

/** A way into the room that is open now. */
export interface Invitation {
  id: number;
  /** LINK: for whoever has it; else for the address. */
  inviteType: string;
  email: string;
  role: Role;
  uses: number;
  /** null: any number. */
  maxUses: number | null;
  expiresAt: string | null;
  invitedBy: string | null;
}

export interface Made {
  shareLink: string;
  expiresAt: string | null;
}

export interface Limits {
  maxUses: number | null;
  /** Seconds. */
  expiresIn: number;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

export const USES: readonly { value: string; label: string }[] = [
  { value: "1", label: "One person" },
  { value: "5", label: "5 people" },
  { value: "20", label: "20 people" },
  { value: "100", label: "100 people" },
  { value: "", label: "Any number" },
];

export const ENDS: readonly { value: string; label: string }[] = [
  { value: String(HOUR), label: "1 hour" },
  { value: String(DAY), label: "1 day" },
  { value: String(7 * DAY), label: "7 days" },
  { value: String(30 * DAY), label: "30 days" },
];

/** As many as the server shows at once. */
const AT_ONCE = 200;

type Where = Pick<Page, "roomId">;

/** The room's own link with its token; null: it is switched off. Throws ApiError, as all of these do. */
export async function roomInvite(page: Where): Promise<string | null> {
  const room = (await api.get(path(page))) as { inviteLink?: string };
  return room.inviteLink ?? null;
}

export async function switchRoomLink(page: Where, on: boolean): Promise<void> {
  await api.patch(path(page), { allowLinkAccess: on });
}

/** Access for a known person, a mail to an unknown address. */
export async function invitePerson(page: Where, identifier: string, role: Role): Promise<void> {
  await api.post(`${path(page)}/share`, { identifier, inviteType: role });
}

export async function makeLink(page: Where, { maxUses, expiresIn }: Limits): Promise<Made> {
  const limits = { ...(maxUses === null ? {} : { maxUses }), expiresIn };
  return (await api.post(`${path(page)}/share`, { inviteType: "LINK", ...limits })) as Made;
}

/** The newest first. */
export async function openInvitations(page: Where): Promise<Invitation[]> {
  const found = (await api.get(`${path(page)}/invitations?limit=${String(AT_ONCE)}`)) as { invitations: Invitation[] };
  return found.invitations;
}

export async function revokeInvitation(page: Where, id: number): Promise<void> {
  await api.delete(`${path(page)}/invitations/${String(id)}`);
}

function path(page: Where): string {
  return `/api/rooms/${encodeURIComponent(page.roomId)}`;
}

/** "Link for one person", "Link", "kim@example.org". */
export function describeInvitation({ inviteType, email, maxUses }: Invitation): string {
  if (inviteType !== "LINK") return email;
  if (maxUses === null) return "Link for any number of people";
  return maxUses === 1 ? "Link for one person" : `Link for ${String(maxUses)} people`;
}

/** "0 of 5 used · ends in 7 days · by Ada", with the role where it is somebody's own. */
export function describeState(invitation: Invitation, now: number): string {
  const { inviteType, role, uses, maxUses, expiresAt, invitedBy } = invitation;
  const facts = [
    inviteType !== "LINK" && `as ${roleName(role)}`,
    inviteType === "LINK" && (maxUses === null ? `used ${uses === 1 ? "once" : `${String(uses)} times`}` : `${String(uses)} of ${String(maxUses)} used`),
    expiresAt !== null && describeExpiry(expiresAt, now),
    invitedBy && `by ${invitedBy}`,
  ];
  return facts.filter(Boolean).join(" · ");
}

export function describeExpiry(expiresAt: string, now: number): string {
  const at = Date.parse(expiresAt);
  return at <= now ? "ended" : at - now < 60_000 ? "ends in a minute" : `ends ${ago(at, now)}`;
}
