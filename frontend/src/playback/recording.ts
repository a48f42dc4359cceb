/** The whole of a recording, ready to be played: documents, journal, marks, idle times and gaps. */
import { languageOf } from "../code/languages";
import type { Deed } from "./activity";
import { BoardTrack } from "./board-track";
import { CodeTrack } from "./code-track";
import { PlaybackFailure, type Fetched } from "./fetching";
import { idleParts, joinParts } from "./idle";
import { Journal } from "./journal";
import type { LogRow } from "./log";
import type { Manifest, Part, PersonInfo } from "./manifest";
import { marksOf, type Mark } from "./marks";

export interface Recording {
  manifest: Manifest;
  /** In milliseconds. */
  length: number;
  code: CodeTrack;
  board: BoardTrack;
  journal: Journal;
  marks: readonly Mark[];
  /** Nothing happened here. */
  idle: readonly Part[];
  /** Nothing was recorded here. */
  gaps: readonly Part[];
  deeds: readonly Deed[];
  people: ReadonlyMap<string, PersonInfo>;
}

/** The page answers at least this often while a long log is read. */
const AT_ONCE_MS = 16;

/** Reads the logs without holding the page up. Throws PlaybackFailure when one cannot be read. */
export async function makeRecording({ manifest, code: codeLog, board: boardLog }: Fetched, onProgress: (done: number) => void): Promise<Recording> {
  const code = new CodeTrack();
  const board = new BoardTrack();
  const whole = Math.max(1, codeLog.length + boardLog.length);
  await readLog(codeLog, code, (done) => onProgress(done / whole));
  await readLog(boardLog, board, (done) => onProgress((codeLog.length + done) / whole));
  return assemble(manifest, code, board);
}

export function assemble(manifest: Manifest, code: CodeTrack, board: BoardTrack): Recording {
  const last = Math.max(code.times.at(-1) ?? 0, board.times.at(-1) ?? 0, manifest.events.at(-1)?.time ?? 0);
  const length = Math.max(manifest.endedAt - manifest.startedAt, Math.ceil(last));
  const journal = new Journal(manifest);
  const titleOf = (pageId: string, time: number): string =>
    journal.pages.at(time).find((page) => page.id === pageId)?.title ?? "Page 1";
  const marks = marksOf(code, manifest.events, titleOf, (language) => languageOf(language).name);
  const times = [...code.times, ...board.times, ...manifest.events.map((event) => event.time)].sort((a, b) => a - b);
  const gaps = joinParts(manifest.gaps.filter((gap) => gap.to > gap.from));
  return {
    manifest,
    length,
    code,
    board,
    journal,
    marks,
    idle: idleParts(times, length),
    gaps,
    deeds: deedsOf(code, board, journal),
    people: new Map(manifest.people.map((person) => [person.userId, person])),
  };
}

/** Nothing at all happened, or nothing of it was recorded. */
export function isEmpty({ code, board, marks }: Recording): boolean {
  const written = code.rows.some((row) => code.authors[row.author] !== "");
  return !written && board.rows.length === 0 && marks.length === 0;
}

function deedsOf(code: CodeTrack, board: BoardTrack, journal: Journal): Deed[] {
  return [
    ...code.rows.map(({ time, author }) => ({ time, userId: code.authors[author] ?? "" })),
    ...board.rows.map(({ time, userId }) => ({ time, userId })),
    ...journal.said.map((line) => ({ time: line.time, userId: line.type === "chat" ? line.userId : line.from })),
  ];
}

interface ReadsRows {
  add: (row: LogRow) => unknown;
  check: () => void;
}

async function readLog(rows: readonly LogRow[], track: ReadsRows, onProgress: (done: number) => void): Promise<void> {
  let since = performance.now();
  let at = 0;
  try {
    for (; at < rows.length; at += 1) {
      const row = rows[at];
      if (row) track.add(row);
      if (performance.now() - since < AT_ONCE_MS) continue;
      onProgress(at);
      await nextTask();
      since = performance.now();
    }
    track.check();
  } catch (error) {
    const seq = String(rows[Math.min(at, rows.length - 1)]?.seq ?? 0);
    throw new PlaybackFailure("unreadable", `change ${seq}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Lets the page draw and answer; a timeout would wait 4 ms each time. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
