/** Where questions are drawn from: my library and my earlier rooms, a page at a time. */
import { api } from "../room/api";
import type { Wanted } from "./filter";
import type { QuestionFields } from "./question";

export type Source = "library" | "earlier";

export interface Kept extends QuestionFields {
  id: number;
  /** Of an earlier room's question. */
  roomName?: string;
}

export interface KeptPage {
  questions: Kept[];
  /** All of my library's; none are told of earlier rooms. */
  categories: string[];
  /** The address of the next page; null: this is the last. */
  next: string | null;
}

/** As many as the server takes at once. */
export const MOST_AT_ONCE = 100;

/** The first page, or the one at `next`. Throws ApiError. */
export async function fetchKept(source: Source, wanted: Wanted, next: string | null): Promise<KeptPage> {
  const page = await api.get(next === null ? `${ADDRESS[source]}?${queryOf(wanted)}` : localPath(next));
  return { categories: [], ...(page as Omit<KeptPage, "categories"> & Partial<KeptPage>) };
}

/** Into the room, hidden; gives the server's words on how many came. Throws ApiError. */
export async function drawFrom(roomPath: string, source: Source, ids: readonly number[]): Promise<string> {
  const chosen = source === "library" ? { ids } : { questionIds: ids };
  const answer = await api.post(`${roomPath}/from-library`, { ...chosen, isVisible: false });
  return (answer as { message: string }).message;
}

const ADDRESS: Record<Source, string> = { library: "/api/questions/library", earlier: "/api/questions/earlier" };

export function queryOf({ words, difficulty, category }: Wanted): string {
  const query = new URLSearchParams();
  if (words.trim()) query.set("search", words.trim());
  if (difficulty) query.set("difficulty", difficulty);
  if (category) query.set("category", category);
  return query.toString();
}

/** The server names the whole address, perhaps as a proxy knows it; we ask where this page came from. */
function localPath(address: string): string {
  const { pathname, search } = new URL(address, location.origin);
  return pathname + search;
}
