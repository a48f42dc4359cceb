// Excalidraw itself, in a part of the page that is fetched when a board is first opened. Its fonts are served from here:
// it looks for them under a path that it reads when it is loaded, so that is set first.
import type * as excalidraw from "@excalidraw/excalidraw";
import "@excalidraw/excalidraw/index.css";
import "./board.css";

declare global {
  interface Window {
    EXCALIDRAW_ASSET_PATH?: string;
  }
}

type Excalidraw = typeof excalidraw;

let loading: Promise<Excalidraw> | null = null;

/** Rejects when the page is offline or a new version is out; the next call tries again. */
export function loadExcalidraw(): Promise<Excalidraw> {
  window.EXCALIDRAW_ASSET_PATH = `${import.meta.env.BASE_URL}assets/`;
  loading ??= import("@excalidraw/excalidraw").catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
