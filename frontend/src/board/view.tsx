// A page of the board to look at, without tools: for playback, and wherever nobody draws.
import { lazy, Suspense } from "react";
import type { BinaryFiles } from "@excalidraw/excalidraw/types";
import type { Element } from "./elements";

export type { Element } from "./elements";
export { elementsOf } from "./document";
export type { BinaryFiles };

export interface BoardViewProps {
  /** Replaced as a whole; elements that stay the same object are not drawn anew. */
  elements: readonly Element[];
  /** By fileId, as Excalidraw keeps them: `{id, dataURL, mimeType, created}`. May grow. */
  files: BinaryFiles;
  theme: "light" | "dark";
  /** What the view makes room for at first, shown or not; left out: what is shown. */
  around?: readonly Element[];
}

const Drawing = lazy(() => import("./view-drawing"));

/** Fills its box. The first one fetches Excalidraw. */
export function BoardView(props: BoardViewProps) {
  return (
    <Suspense fallback={<p role="status" className="grid size-full place-items-center text-sm text-muted">Opening the board…</p>}>
      <Drawing {...props} />
    </Suspense>
  );
}
