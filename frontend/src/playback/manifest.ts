/** What a recording is made of beside the documents' logs: the people, the pages of the board, and what happened. */

export interface PersonInfo {
  userId: string;
  username: string;
  fullName: string;
  role: string;
}

export interface BoardPageInfo {
  id: string;
  title: string;
  order: number;
}

export interface QuestionInfo {
  id: number | string;
  question?: string;
  difficulty?: string;
  category?: string;
  isVisible?: boolean;
  displayOrder?: number;
}

/** An event of the room as it was on the wire. `time` is in milliseconds since the recording began. */
export interface HappeningBase {
  seq: number | null;
  time: number;
}

export type Happening = HappeningBase &
  (
    | { type: "chat"; userId: string; username: string; message: string }
    | { type: "private"; from: string; to: string; username: string; message: string }
    | { type: "join"; userId: string; username: string; fullName?: string; role?: string; isGuest?: boolean }
    | { type: "leave"; userId: string; username?: string; reason?: string }
    | { type: "language"; userId: string; language: string }
    | { type: "question"; action: "CREATE" | "UPDATE" | "DELETE"; question: QuestionInfo }
    | { type: "whiteboard-page"; userId?: string; pageId: string }
    | { type: "whiteboard-pages"; userId?: string; pages: BoardPageInfo[]; activePageId?: string | null }
    | { type: "whiteboard-visibility"; userId?: string; visible: boolean }
    | { type: "room-ended"; by?: string }
    | { type: "other"; name: string }
  );

/** From when to when nothing was recorded, in milliseconds since the beginning. */
export interface Part {
  from: number;
  to: number;
}

export interface DocumentHead {
  epoch: number;
  /** The newest row's seq; 0: the document was never touched. */
  head: number;
}

export interface Manifest {
  roomId: string;
  roomName: string;
  roomType: string;
  shared: boolean;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  language: string;
  people: PersonInfo[];
  pages: BoardPageInfo[];
  documents: { code?: DocumentHead; board?: DocumentHead };
  events: Happening[];
  gaps: Part[];
}

const KNOWN = new Set([
  "chat", "private", "join", "leave", "language", "question", "whiteboard-page", "whiteboard-pages",
  "whiteboard-visibility", "room-ended",
]);

type Raw = Record<string, unknown>;

/** The manifest as the server sends it, with its times counted from the beginning. Throws when it is none. */
export function readManifest(data: unknown): Manifest {
  const raw = data as Raw | null;
  if (!raw || typeof raw.startedAt !== "number" || !Array.isArray(raw.events)) throw new Error("No manifest");
  const startedAt = raw.startedAt;
  const since = (time: unknown): number => Math.max(0, (typeof time === "number" ? time : startedAt) - startedAt);
  const endedAt = Math.max(startedAt, typeof raw.endedAt === "number" ? raw.endedAt : startedAt);
  const events = (raw.events as Raw[]).map((event): Happening => {
    const time = since(event.time);
    const known = KNOWN.has(String(event.type));
    return { ...event, ...(known ? {} : { type: "other", name: String(event.type) }), time } as Happening;
  });
  events.sort((a, b) => a.time - b.time);
  const gaps = ((raw.gaps ?? []) as Raw[]).map((gap) => ({
    from: since(gap.from),
    to: gap.to === null || gap.to === undefined ? endedAt - startedAt : since(gap.to),
  }));
  return {
    roomId: String(raw.roomId),
    roomName: String(raw.roomName),
    roomType: String(raw.roomType),
    shared: raw.shared === true,
    startedAt,
    endedAt,
    language: typeof raw.language === "string" ? raw.language : "plaintext",
    people: (raw.people ?? []) as PersonInfo[],
    pages: (raw.pages ?? []) as BoardPageInfo[],
    documents: (raw.documents ?? {}) as Manifest["documents"],
    events,
    gaps,
  };
}
