/** How the room is laid out for me: what is open, what is big, how wide. Remembered in this browser. */
import { createStore, type StoreApi } from "zustand/vanilla";

export const PANELS = ["people", "chat", "questions", "notes"] as const;
export type Panel = (typeof PANELS)[number];

export interface LayoutState {
  tiles: "grid" | "spotlight";
  /** The person I keep big; not remembered. */
  pinned: string | null;
  panel: Panel | null;
  panelWidth: number;
  code: boolean;
  board: boolean;
  /** Width of the people strip beside code, board or a shared screen, in pixels. */
  strip: number;
  /** Width of the code beside the board or a shared screen, in per cent of the whole. */
  codeShare: number;
  /** Width of the board beside a shared screen, in per cent of both. */
  boardShare: number;
  hideSelf: boolean;
  shortcuts: boolean;
}

export const LAYOUT_DEFAULTS: LayoutState = {
  tiles: "grid",
  pinned: null,
  panel: null,
  panelWidth: 340,
  code: false,
  board: false,
  strip: 220,
  codeShare: 50,
  boardShare: 50,
  hideSelf: false,
  shortcuts: true,
};

export const PANEL_WIDTH = { min: 280, max: 560 };
export const STRIP_WIDTH = { min: 140, max: 420 };
export const WORK_SHARE = { min: 25, max: 75 };

const KEY = "fusemeet:layout";

export function createLayout(storage: Storage = localStorage): StoreApi<LayoutState> {
  const store = createStore<LayoutState>(() => ({ ...LAYOUT_DEFAULTS, ...read(storage) }));
  store.subscribe(({ pinned: _pinned, ...kept }) => {
    try {
      storage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Then it is forgotten with the page.
    }
  });
  return store;
}

/** Only what we know and of the right type; anything else in the storage is somebody else's. */
function read(storage: Storage): Partial<LayoutState> {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "{}") as Record<string, unknown>;
    const known: Record<string, unknown> = {};
    for (const [name, standard] of Object.entries(LAYOUT_DEFAULTS)) {
      if (name === "pinned" || !(name in kept)) continue;
      const value = kept[name];
      if (name === "panel" ? PANELS.includes(value as Panel) : typeof value === typeof standard) {
        known[name] = value;
      }
    }
    if (known.tiles !== "spotlight") delete known.tiles;
    return known;
  } catch {
    return {};
  }
}

export function togglePanel(store: StoreApi<LayoutState>, panel: Panel): void {
  store.setState((state) => ({ panel: state.panel === panel ? null : panel }));
}

export type Work = "code" | "board";

/** Opens or closes the code or the board. A phone (`narrow`) shows one of them, the one opened last. */
export function toggleWork(store: StoreApi<LayoutState>, work: Work, narrow: boolean): void {
  store.setState((state) => {
    const other = work === "code" ? "board" : "code";
    const open = !isSeen(state, work, narrow);
    return { ...state, [work]: open, [other]: state[other] && !(narrow && open) };
  });
}

/** On a phone the board lies before the code. */
export function isSeen(state: Pick<LayoutState, Work>, work: Work, narrow: boolean): boolean {
  return state[work] && !(narrow && work === "code" && state.board);
}

export function togglePin(store: StoreApi<LayoutState>, userId: string): void {
  store.setState((state) => ({ pinned: state.pinned === userId ? null : userId }));
}
