/** One page of the board as it stood at a moment; fetched when a board is first shown. */
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { BoardView, type BinaryFiles, type Element } from "../board/view";
import { theme } from "../room/theme";
import { useRecording, useShow } from "./context";
import { PageElements } from "./page-elements";

export default function BoardPicture({ pageId, count }: { pageId: string; count: number }) {
  const { page } = useShow();
  const { board } = useRecording();
  const shade = useStore(theme);
  const [elements] = useState(() => new PageElements());
  const shown = useMemo(() => elements.of(board.stateAt(count).get(pageId)), [elements, board, count, pageId]);
  const everything = useMemo(() => new PageElements().of(board.everOn(pageId)), [board, pageId]);
  const files = useMemo(() => filesOf(everything, page.base), [everything, page.base]);
  return (
    <>
      <BoardView elements={shown} files={files} theme={shade} around={everything} />
      <p className="sr-only" role="status">
        {shown.length === 1 ? "1 drawing on this page" : `${String(shown.length)} drawings on this page`}
      </p>
    </>
  );
}

/** Images lie on the server; to Excalidraw an address is as good as the bytes in one. */
function filesOf(elements: readonly Element[], base: string): BinaryFiles {
  const files: Record<string, unknown> = {};
  for (const element of elements) {
    if (element.type !== "image" || !element.fileId) continue;
    const { fileId: id } = element;
    files[id] = { id, dataURL: `${base}/images/${encodeURIComponent(id)}`, mimeType: "image/png", created: 1 };
  }
  return files as BinaryFiles;
}
