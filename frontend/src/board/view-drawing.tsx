// The drawing of BoardView: Excalidraw in its view mode, fed from outside, fitted to what is there at first.
import { useEffect, useRef, useState, type ComponentType } from "react";
import type { ExcalidrawImperativeAPI, ExcalidrawProps } from "@excalidraw/excalidraw/types";
import type { Element } from "./elements";
import { loadExcalidraw } from "./excalidraw";
import type { BoardViewProps } from "./view";

const { Excalidraw, CaptureUpdateAction } = await loadExcalidraw();
const Canvas: ComponentType<ExcalidrawProps> = Excalidraw;

export default function Drawing({ elements, files, theme, around }: BoardViewProps) {
  const [made, setMade] = useState<ExcalidrawImperativeAPI | null>(null);
  // Until it has loaded its (empty) beginning, whatever it is given is lost; its first change says that it has.
  const [loaded, setLoaded] = useState(false);
  const api = loaded ? made : null;
  const fitted = useRef(false);
  const shown = useRef(new Map<string, Element>());
  const known = useRef(new Set<string>());

  useEffect(() => {
    if (!api) return;
    const fresh = Object.values(files).filter((file) => !known.current.has(file.id));
    for (const file of fresh) known.current.add(file.id);
    if (fresh.length > 0) api.addFiles(fresh);
  }, [api, files]);

  useEffect(() => {
    if (!api) return;
    const next = new Map<string, Element>();
    for (const element of elements) next.set(element.id, shownAs(element, shown.current.get(element.id)));
    shown.current = next;
    api.updateScene({ elements: [...next.values()], captureUpdate: CaptureUpdateAction.NEVER });
    const target = around ?? [...next.values()];
    if (!fitted.current && target.length > 0) {
      fitted.current = true;
      api.scrollToContent(target, { fitToViewport: true, viewportZoomFactor: 0.9, animate: false, maxZoom: 1 });
    }
  }, [api, elements, around]);

  return (
    <div className="board-drawing board-view size-full">
      <Canvas
        excalidrawAPI={setMade}
        onChange={() => setLoaded(true)}
        theme={theme}
        viewModeEnabled
        zenModeEnabled
        handleKeyboardGlobally={false}
        validateEmbeddable={false}
        aiEnabled={false}
      />
    </div>
  );
}

/** The same object while nothing changed, else a copy of a higher version: so Excalidraw knows what to draw anew. */
function shownAs(element: Element, before: Element | undefined): Element {
  const version = before ? (same(element, before) ? before.version : before.version + 1) : 1;
  return before && version === before.version ? before : { ...element, version, versionNonce: version };
}

function same(a: Element, b: Element): boolean {
  const plain = ({ version: _v, versionNonce: _n, ...rest }: Element) => JSON.stringify(rest);
  return plain(a) === plain(b);
}
