// One page to draw on: Excalidraw without what leads out of the room, tied to the document while it is shown.
import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type ComponentType } from "react";
import type { AppState, ExcalidrawImperativeAPI, ExcalidrawProps } from "@excalidraw/excalidraw/types";
import type { DocumentProvider } from "../documents/provider";
import { pageOf } from "./document";
import { Drawing } from "./drawing";
import { loadExcalidraw } from "./excalidraw";
import type { BoardImages, Uploaded } from "./images";
import { listenToFiles } from "./incoming";
import { listenToKeys } from "./keys";
import type { Box } from "./make";
import { bringDrawing } from "./pasted";
import { Changing, Pointers, type Pointer, type View } from "./pointers";
import type { OwnUndo } from "./undo";
import type * as Y from "yjs";

const { Excalidraw } = await loadExcalidraw();
const Surface: ComponentType<ExcalidrawProps> = Excalidraw;

const OPTIONS: ExcalidrawProps["UIOptions"] = {
  canvasActions: {
    changeViewBackgroundColor: false,
    clearCanvas: false,
    export: false,
    loadScene: false,
    saveToActiveFile: false,
    saveAsImage: false,
    toggleTheme: false,
  },
  tools: { image: false },
  welcomeScreen: false,
};

/** What outlives a change of the page: tool, colours, widths; and where on each page one was. */
export interface Tools {
  state: Partial<AppState>;
  places: Map<string, Pick<AppState, "scrollX" | "scrollY" | "zoom">>;
}

export interface CanvasProps {
  provider: DocumentProvider;
  doc: Y.Doc;
  pageId: string;
  undo: OwnUndo;
  images: BoardImages;
  mayDraw: boolean;
  theme: "light" | "dark";
  /** Kept up to date here. */
  tools: Tools;
  onReady: (surface: CanvasHandle | null) => void;
  onImages: (files: readonly File[]) => void;
  onUpload: (file: File) => Promise<Uploaded>;
}

/** What the buttons above the page do with it. */
export interface CanvasHandle {
  drawing: Drawing;
  /** What one sees of the page. */
  box: () => Box;
  /** Begins to write into the selected shape. */
  write: () => void;
}

/** Shown anew (by `key`) for another page or another copy of the document. */
export default function Canvas(props: CanvasProps) {
  const { provider, doc, pageId, undo, images, mayDraw, theme, tools, onReady, onImages, onUpload } = props;
  const [api, setApi] = useState<ExcalidrawImperativeAPI | null>(null);
  const [loaded, setLoaded] = useState(false);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [pointers] = useState(() => new Changing<readonly Pointer[]>([]));
  const [view] = useState(() => new Changing<View>({ scrollX: 0, scrollY: 0, zoom: 1 }));
  const files = useSyncExternalStore(images.subscribe, images.snapshot);
  const initial = useMemo(() => ({ appState: { ...tools.state, ...tools.places.get(pageId) } }), [tools, pageId]);

  useEffect(() => {
    if (!api || !loaded || !frame.current) return;
    const surface = frame.current;
    const made = new Drawing({
      api,
      surface,
      provider,
      page: pageOf(doc, pageId),
      pageId,
      undo,
      onImages: (ids) => void images.want(ids),
      onPointers: (shown) => pointers.set(shown),
    });
    if (made.elements().length > 0 && !tools.places.has(pageId)) api.scrollToContent(undefined, { fitToContent: true, animate: false });
    const box = (): Box => {
      const { scrollX, scrollY, zoom, width, height } = api.getAppState();
      return {
        x: width / 2 / zoom.value - scrollX,
        y: height / 2 / zoom.value - scrollY,
        width: width / zoom.value,
        height: height / zoom.value,
      };
    };
    const write = () => {
      const container = surface.querySelector<HTMLElement>(".excalidraw");
      container?.focus();
      container?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    };
    const { scrollX, scrollY, zoom } = api.getAppState();
    view.set({ scrollX, scrollY, zoom: zoom.value });
    const stop = listenToKeys(surface, { undo: () => made.undo(), redo: () => made.redo() });
    setDrawing(made);
    onReady({ drawing: made, box, write });
    return () => {
      stop();
      keepTools(tools, pageId, api.getAppState());
      made.dispose();
      setDrawing(null);
      onReady(null);
    };
  }, [api, loaded, provider, doc, pageId, undo, images, pointers, view, tools, onReady]);

  useEffect(() => drawing?.setEditable(mayDraw), [drawing, mayDraw]);
  // Of the layout: when the other effects are taken back, Excalidraw has let go of its elements already.
  useLayoutEffect(() => () => drawing?.finish(), [drawing]);
  useEffect(() => {
    if (api && loaded) api.addFiles(Object.values(files));
  }, [api, loaded, files]);
  useEffect(() => {
    if (frame.current) return listenToFiles(frame.current, mayDraw ? onImages : () => undefined);
  }, [mayDraw, onImages]);

  return (
    <div ref={frame} className="board-drawing relative size-full" data-testid="board" data-read-only={mayDraw ? undefined : ""}>
      <Surface
        excalidrawAPI={setApi}
        initialData={initial}
        onChange={() => setLoaded(true)}
        onScrollChange={(scrollX, scrollY, zoom) => view.set({ scrollX, scrollY, zoom: zoom.value })}
        onPointerUpdate={({ pointer, button }) => drawing?.pointAt({ ...pointer, button })}
        onPaste={(data) => bringDrawing(data, images, onUpload, () => drawing?.isEditable ?? false)}
        theme={theme}
        viewModeEnabled={!mayDraw}
        isCollaborating
        UIOptions={OPTIONS}
        handleKeyboardGlobally={false}
        validateEmbeddable={false}
        aiEnabled={false}
      />
      <Pointers pointers={pointers} view={view} />
    </div>
  );
}

function keepTools(tools: Tools, pageId: string, state: AppState): void {
  const kept = Object.entries(state).filter(([name]) => name.startsWith("currentItem"));
  const { activeTool, scrollX, scrollY, zoom } = state;
  tools.state = { ...(Object.fromEntries(kept) as Partial<AppState>), activeTool };
  tools.places.set(pageId, { scrollX, scrollY, zoom });
}
