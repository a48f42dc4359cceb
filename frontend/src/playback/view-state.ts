/** How the player is laid out for me: what is on the stage, what the panel shows, how wide. Sizes are remembered. */
import { createStore, type StoreApi } from "zustand/vanilla";

export type Stage = "code" | "board" | "both";
export type Panel = "events" | "chat" | "people" | "questions";

export interface ViewState {
  stage: Stage;
  panel: Panel;
  panelWidth: number;
  /** Width of the code beside the board, in per cent of both. */
  codeShare: number;
  /** Who wrote each line is shown. */
  authors: boolean;
  help: boolean;
  sharing: boolean;
}

export const PANEL_WIDTH = { min: 260, max: 520, standard: 340 };
export const CODE_SHARE = { min: 25, max: 75, standard: 55 };

const KEY = "fusemeet:playback";

export function createView(stage: Stage, storage: Storage = localStorage): StoreApi<ViewState> {
  const kept = read(storage);
  const store = createStore<ViewState>(() => ({
    stage,
    panel: "events",
    panelWidth: within(kept.panelWidth, PANEL_WIDTH),
    codeShare: within(kept.codeShare, CODE_SHARE),
    authors: kept.authors === true,
    help: false,
    sharing: false,
  }));
  store.subscribe(({ panelWidth, codeShare, authors }) => {
    try {
      storage.setItem(KEY, JSON.stringify({ panelWidth, codeShare, authors }));
    } catch {
      // Then it is forgotten with the page.
    }
  });
  return store;
}

function read(storage: Storage): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function within(value: unknown, { min, max, standard }: { min: number; max: number; standard: number }): number {
  return typeof value === "number" && value >= min && value <= max ? value : standard;
}
