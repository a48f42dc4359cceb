// The moments of the code's past: fetched page by page, and each told in a line.
import { api } from "../room/api";
import { ago } from "./when";

export interface Moment {
  /** The text after it. */
  version: number;
  /** In ms since the epoch. */
  began: number;
  ended: number;
  /** Who did how much, in letters; an empty userId is the server's own first text. */
  shares: readonly { userId: string; added: number; removed: number }[];
}

export interface Past {
  /** Newest first. */
  moments: readonly Moment[];
  names: ReadonlyMap<string, string>;
  /** Where to read on; null: this is all. */
  next: number | null;
}

/** Before anything was written. */
export const BEGINNING: Moment = { version: 0, began: 0, ended: 0, shares: [] };

interface Answer {
  next: number | null;
  people: { userId: string; name: string }[];
  moments: Moment[];
}

/** The next page, added to what is known already. Throws `ApiError`. */
export async function loadPast(roomId: string, known: Past | null, get: (path: string) => Promise<unknown> = api.get): Promise<Past> {
  const before = known?.next ? `?before=${String(known.next)}` : "";
  const answer = (await get(`/api/rooms/${encodeURIComponent(roomId)}/code/history${before}`)) as Answer;
  const names = new Map(known?.names);
  for (const { userId, name } of answer.people) names.set(userId, name);
  const moments = [...(known?.moments ?? []), ...answer.moments];
  const begins = moments.at(-1)?.shares.every(({ userId }) => userId === "");
  return {
    moments: answer.next === null && !begins ? [...moments, BEGINNING] : moments,
    names,
    next: answer.next,
  };
}

/** The text after a version. Throws `ApiError`. */
export async function loadText(roomId: string, version: number, get: (path: string) => Promise<unknown> = api.get): Promise<string> {
  if (version === 0) return "";
  const answer = await get(`/api/rooms/${encodeURIComponent(roomId)}/code?version=${String(version)}`);
  return (answer as { content: string }).content;
}

/** "Ada and Cai, 340 characters"; of the beginning, that it is the beginning. */
export function describeWork({ version, shares }: Moment, nameOf: (userId: string) => string): string {
  if (version === 0) return "Before anything was written";
  const written = [...shares].sort((a, b) => b.added + b.removed - (a.added + a.removed));
  const names = written.map(({ userId }) => (userId === "" ? "The room’s first text" : nameOf(userId)));
  const added = shares.reduce((sum, share) => sum + share.added, 0);
  const removed = shares.reduce((sum, share) => sum + share.removed, 0);
  return `${listed(names)}, ${amount(added, removed)}`;
}

/** "5 minutes ago" or nothing for the beginning. */
export function describeTime({ version, ended }: Moment, now: number): string {
  return version === 0 ? "" : ago(ended, now);
}

function listed(names: readonly string[]): string {
  if (names.length <= 2) return names.join(" and ");
  return `${names.slice(0, 2).join(", ")} and ${String(names.length - 2)} more`;
}

function amount(added: number, removed: number): string {
  if (added === 0) return `${characters(removed)} taken out`;
  return removed === 0 ? characters(added) : `${characters(added)}, ${removed.toLocaleString("en")} taken out`;
}

function characters(count: number): string {
  return count === 1 ? "1 character" : `${count.toLocaleString("en")} characters`;
}
