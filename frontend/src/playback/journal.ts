/** The room over time: who was here, what was said and asked, the language, the board's pages. */
import { countUpTo } from "./log";
import type { BoardPageInfo, Happening, Manifest, QuestionInfo } from "./manifest";
import { Track } from "./track";

export type Said = Extract<Happening, { type: "chat" | "private" }>;

export interface Here {
  userId: string;
  role: string;
  isGuest: boolean;
  /** Since when, in milliseconds of the recording. */
  since: number;
}

/** The page of a room whose host has made none. */
export const FIRST_PAGE: BoardPageInfo = { id: "first", title: "Page 1", order: 0 };

export class Journal {
  readonly language: Track<string>;
  readonly people = new Track<readonly Here[]>([]);
  readonly questions = new Track<readonly QuestionInfo[]>([]);
  readonly pages: Track<readonly BoardPageInfo[]>;
  readonly activePage: Track<string>;
  readonly boardVisible: Track<boolean>;
  readonly said: readonly Said[];
  private readonly saidTimes: readonly number[];

  constructor(private readonly manifest: Manifest) {
    const { events } = manifest;
    const firstPages = firstPagesOf(manifest);
    this.language = new Track(manifest.language);
    this.pages = new Track(firstPages);
    this.activePage = new Track(firstPages[0]?.id ?? FIRST_PAGE.id);
    // As every room begins (rooms/policy.py).
    this.boardVisible = new Track(true);
    for (const event of events) this.take(event);
    this.said = events.filter((event): event is Said => event.type === "chat" || event.type === "private");
    this.saidTimes = this.said.map((line) => line.time);
  }

  saidUpTo(time: number): readonly Said[] {
    return this.said.slice(0, countUpTo(this.saidTimes, time));
  }

  private take(event: Happening): void {
    const { time } = event;
    switch (event.type) {
      case "join": {
        const { userId, isGuest = false } = event;
        const role = event.role ?? this.manifest.people.find((person) => person.userId === userId)?.role ?? "";
        const others = this.people.latest.filter((person) => person.userId !== userId);
        this.people.set(time, [...others, { userId, role, isGuest, since: time }]);
        break;
      }
      case "leave":
        this.people.set(time, this.people.latest.filter((person) => person.userId !== event.userId));
        break;
      case "language":
        this.language.set(time, event.language);
        break;
      case "question":
        this.questions.set(time, withQuestion(this.questions.latest, event.action, event.question));
        break;
      case "whiteboard-page":
        this.activePage.set(time, event.pageId);
        break;
      case "whiteboard-pages":
        this.pages.set(time, inOrder(event.pages.length > 0 ? event.pages : [FIRST_PAGE]));
        if (event.activePageId) this.activePage.set(time, event.activePageId);
        break;
      case "whiteboard-visibility":
        this.boardVisible.set(time, event.visible);
        break;
      case "chat":
      case "private":
      case "room-ended":
      case "other":
        break;
    }
  }
}

/** The manifest lists the pages of the end; before the first change of the list there was the first page alone. */
function firstPagesOf({ events, pages }: Manifest): readonly BoardPageInfo[] {
  const changed = events.some((event) => event.type === "whiteboard-pages");
  return changed || pages.length === 0 ? [FIRST_PAGE] : inOrder(pages);
}

function inOrder(pages: readonly BoardPageInfo[]): readonly BoardPageInfo[] {
  return [...pages].sort((a, b) => a.order - b.order);
}

function withQuestion(
  questions: readonly QuestionInfo[],
  action: "CREATE" | "UPDATE" | "DELETE",
  question: QuestionInfo,
): readonly QuestionInfo[] {
  if (action === "DELETE") return questions.filter(({ id }) => id !== question.id);
  const known = questions.some(({ id }) => id === question.id);
  const list = known ? questions.map((other) => (other.id === question.id ? question : other)) : [...questions, question];
  return list.sort((a, b) => (a.displayOrder ?? 0) - (b.displayOrder ?? 0));
}
