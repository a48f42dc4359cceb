/** The picture of a mark; its colour says whose doing it was, its words are always beside it or a pointer away. */
import {
  ClipboardPaste, Code, Eye, FileDiff, Flag, LogIn, LogOut, MessageSquare, MessageCircleQuestionMark, Presentation,
  type LucideIcon,
} from "lucide-react";
import { personColourValue } from "../people/colour";
import type { Mark, MarkKind } from "./marks";

const ICONS: Record<MarkKind, LucideIcon> = {
  join: LogIn,
  leave: LogOut,
  chat: MessageSquare,
  question: MessageCircleQuestionMark,
  page: Presentation,
  visibility: Eye,
  language: Code,
  paste: ClipboardPaste,
  content: FileDiff,
  end: Flag,
};

/** What matters more is drawn where several marks share a place. */
export const RANK: readonly MarkKind[] = [
  "paste", "content", "question", "end", "language", "page", "visibility", "chat", "join", "leave",
];

export function MarkIcon({ mark, size, x, y }: { mark: Mark; size: number; x?: number; y?: number }) {
  const Icon = ICONS[mark.kind];
  const place = x === undefined ? {} : { x, y };
  return <Icon size={size} color={colourOf(mark)} aria-hidden {...place} />;
}

function colourOf({ kind, userId }: Mark): string {
  if (kind === "paste" || kind === "content") return "var(--warn)";
  return userId ? personColourValue(userId) : "var(--muted)";
}
