/** Links that show this recording to whoever has them: listed, made and taken back. */
import { api } from "../room/api";

export interface SharedLink {
  id: number;
  label: string;
  /** Null: the key that it was made with is gone. */
  url: string | null;
  createdAt: string;
  createdBy: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

interface LinkPage {
  links: SharedLink[];
  next: string | null;
}

/** All of them, the newest first. Throws ApiError. */
export async function fetchLinks(url: string): Promise<SharedLink[]> {
  const links: SharedLink[] = [];
  for (let next: string | null = url; next !== null; ) {
    const page = (await api.get(next)) as LinkPage;
    links.push(...page.links);
    next = page.next;
  }
  return links;
}

/** `expiresIn` in seconds; null: until it is revoked. Throws ApiError. */
export async function makeLink(url: string, label: string, expiresIn: number | null): Promise<SharedLink> {
  return (await api.post(url, { label, ...(expiresIn === null ? {} : { expiresIn }) })) as SharedLink;
}

export async function revokeLink(url: string, id: number): Promise<void> {
  await api.delete(`${url}/${String(id)}`);
}

export function isOpen({ revokedAt, expiresAt }: SharedLink, now: number = Date.now()): boolean {
  return revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > now);
}
