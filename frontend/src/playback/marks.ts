/** What is worth a mark on the time line: people who come and go, chat, questions, pages, pastes, whole texts. */
import type { CodeTrack } from "./code-track";
import type { Happening } from "./manifest";

export type MarkKind = "join" | "leave" | "chat" | "question" | "page" | "visibility" | "language" | "paste" | "content" | "end";

export interface Mark {
  time: number;
  kind: MarkKind;
  /** Whose doing; empty: nobody's. */
  userId: string;
  /** Of a paste: how much came in, in UTF-16 units and in lines begun. */
  size?: { units: number; lines: number };
  /** Of whole texts: how much went. */
  removed?: number;
  /** What it is about: a message, a page, a language, a question. */
  about?: string;
}

/** So much at once is no typing. */
export const PASTE_UNITS = 40;
/** A line break with its indentation is typed; more than one at once is not. */
const PASTE_LINES = 2;

/** All marks, in order of time. `titleOf` names a page of the board at a time, `nameOf` a language. */
export function marksOf(
  code: CodeTrack,
  events: readonly Happening[],
  titleOf: (pageId: string, time: number) => string,
  nameOf: (language: string) => string,
): Mark[] {
  const marks = [...code.rows.flatMap((row) => codeMark(code, row)), ...eventMarks(events, titleOf, nameOf)];
  return marks.sort((a, b) => a.time - b.time);
}

function codeMark(code: CodeTrack, row: CodeTrack["rows"][number]): Mark[] {
  const userId = code.authors[row.author] ?? "";
  // The first text of a room was put there by the server.
  if (userId === "") return [];
  const lines = row.edits.reduce((sum, edit) => sum + countBreaks(edit.text), 0);
  if (row.inserted < PASTE_UNITS && lines < PASTE_LINES) return [];
  const size = { units: row.inserted, lines };
  return [
    row.kind === "content"
      ? { time: row.time, kind: "content", userId, size, removed: row.deleted }
      : { time: row.time, kind: "paste", userId, size },
  ];
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

function eventMarks(
  events: readonly Happening[],
  titleOf: (pageId: string, time: number) => string,
  nameOf: (language: string) => string,
): Mark[] {
  const shown = new Set<number | string>();
  return events.flatMap((event): Mark[] => {
    const { time } = event;
    switch (event.type) {
      case "join":
      case "leave":
        return [{ time, kind: event.type, userId: event.userId }];
      case "chat":
        return [{ time, kind: "chat", userId: event.userId, about: event.message }];
      case "private":
        return [{ time, kind: "chat", userId: event.from, about: event.message }];
      case "language":
        return [{ time, kind: "language", userId: event.userId, about: nameOf(event.language) }];
      case "question":
        return questionMarks(event, shown);
      case "whiteboard-page":
        return [{ time, kind: "page", userId: event.userId ?? "", about: titleOf(event.pageId, time) }];
      case "whiteboard-visibility":
        return [{ time, kind: "visibility", userId: event.userId ?? "", about: event.visible ? "shown" : "hidden" }];
      case "room-ended":
        return [{ time, kind: "end", userId: event.by ?? "" }];
      case "whiteboard-pages":
      case "other":
        return [];
    }
  });
}

/** Only what a question's being shown or hidden is: hosts also hear of hidden ones, and of changes of the order. */
function questionMarks(event: Extract<Happening, { type: "question" }>, shown: Set<number | string>): Mark[] {
  const { id, question = "", isVisible = true } = event.question;
  const before = shown.has(id);
  const now = event.action !== "DELETE" && isVisible;
  if (now) shown.add(id);
  else shown.delete(id);
  return now === before ? [] : [{ time: event.time, kind: "question", userId: "", about: now ? question : "" }];
}

/** In words, for a tooltip, the list of events and screen readers. */
export function describeMark(mark: Mark, nameOf: (userId: string) => string): string {
  const who = mark.userId ? nameOf(mark.userId) : "";
  const about = mark.about ?? "";
  switch (mark.kind) {
    case "join":
      return `${who} came in`;
    case "leave":
      return `${who} left`;
    case "chat":
      return `${who}: ${about}`;
    case "question":
      return about ? `Question shown: ${about}` : "A question was hidden";
    case "page":
      return who ? `${who} turned the board to “${about}”` : `The board turned to “${about}”`;
    case "visibility":
      return who ? `${who} ${about === "shown" ? "showed" : "hid"} the board` : `The board was ${about}`;
    case "language":
      return who ? `${who} chose ${about}` : `The language is ${about}`;
    case "paste":
      return `${describeSize(mark)} by ${who} came in at once: pasted, or typed without a connection`;
    case "content":
      return `${who} replaced the text: ${describeSize(mark)} in, ${characters(mark.removed ?? 0)} out`;
    case "end":
      return who ? `${who} ended the session` : "The session ended";
  }
}

function describeSize({ size }: Mark): string {
  const units = size?.units ?? 0;
  const lines = size?.lines ?? 0;
  return lines > 0 ? `${characters(units)} over ${String(lines + 1)} lines` : characters(units);
}

function characters(count: number): string {
  return count === 1 ? "1 character" : `${count.toLocaleString("en")} characters`;
}
