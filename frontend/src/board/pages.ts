// The board's pages, which of them all see, and which one I look at: pure steps.
import type { BoardPage, WelcomeOut, WhiteboardPageOut, WhiteboardPagesOut, WhiteboardVisibilityOut } from "../room/protocol";

export interface BoardState {
  /** Whether those who are no hosts see the board. */
  visible: boolean;
  /** In their order; empty for who may not see the board. */
  pages: readonly BoardPage[];
  /** The page that the hosts show to all. */
  active: string | null;
  /** The page that I chose by myself; null: I follow. */
  alone: string | null;
}

export const noBoard: BoardState = { visible: true, pages: [], active: null, alone: null };

export function welcomed(state: BoardState, { board }: Pick<WelcomeOut, "board">): BoardState {
  return settled({ ...state, visible: board.visible, pages: board.pages, active: board.activePageId });
}

export function pagesChanged(state: BoardState, event: Pick<WhiteboardPagesOut, "pages" | "activePageId">): BoardState {
  return settled({ ...state, pages: event.pages, active: event.activePageId });
}

export function pageShown(state: BoardState, { pageId }: Pick<WhiteboardPageOut, "pageId">): BoardState {
  return settled({ ...state, active: pageId });
}

export function visibilityChanged(state: BoardState, { visible }: Pick<WhiteboardVisibilityOut, "visible">): BoardState {
  return { ...state, visible };
}

/** Who may not see the board keeps nothing of it, the names of its pages included. */
export function closed(state: BoardState): BoardState {
  return { ...state, pages: [], active: null, alone: null };
}

/** I look at a page by myself; at the one that all see: I follow again. */
export function browsed(state: BoardState, pageId: string | null): BoardState {
  return settled({ ...state, alone: pageId });
}

/** The page that I see; null: there is none. */
export function pageSeen({ alone, active, pages }: BoardState): string | null {
  return alone ?? active ?? pages[0]?.id ?? null;
}

/** A page that is gone is not looked at; nobody who sees what all see is alone. */
function settled(state: BoardState): BoardState {
  const { alone, active } = state;
  const pages = [...state.pages].sort((a, b) => a.order - b.order);
  const isHere = pages.some(({ id }) => id === alone);
  return { ...state, pages, alone: isHere && alone !== active ? alone : null };
}
