// The live drawing surface of one page: brings together Excalidraw, the document, and what others are doing right now.
import type { AppState, ExcalidrawImperativeAPI, SocketId } from "@excalidraw/excalidraw/types";
import type { DocumentProvider } from "../documents/provider";
import { personColour } from "../people/colour";
import { BoardBinding, type Scene } from "./binding";
import type { PageMap } from "./document";
import type { Element } from "./elements";
import type { Groups } from "./fields";
import { packLive, readLive, type Live } from "./live";
import { readPointer, type Pointer } from "./pointers";
import type { OwnUndo } from "./undo";

/** Others see a stroke grow this often; awareness itself lets through one message in 60 ms. */
const LIVE_MS = 50;

interface OwnPointer {
  x: number;
  y: number;
  tool: string;
  button: "up" | "down";
}

export interface DrawingParts {
  api: ExcalidrawImperativeAPI;
  /** The element that Excalidraw fills. */
  surface: HTMLElement;
  provider: DocumentProvider;
  page: PageMap;
  pageId: string;
  undo: OwnUndo;
  /** Wants the images to which elements refer. */
  onImages: (fileIds: readonly string[]) => void;
  /** The pointers of the others on this page. */
  onPointers: (pointers: readonly Pointer[]) => void;
}

export class Drawing implements Scene {
  readonly binding: BoardBinding;
  private readonly stops: (() => void)[];
  private editable = false;
  /** Pointers that are down on the surface: until all are lifted nothing is committed. */
  private readonly down = new Set<number>();
  private pointer: OwnPointer | null = null;
  private lasers = 0;
  private live: Live = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: DrawingParts) {
    const { api, surface, provider, page, undo } = parts;
    this.binding = new BoardBinding(page, this, undo);
    const on = <E extends Event>(target: EventTarget, type: string, run: (event: E) => void) => {
      target.addEventListener(type, run as EventListener, true);
      return () => target.removeEventListener(type, run as EventListener, true);
    };
    this.stops = [
      api.onChange(() => this.changed()),
      provider.awareness.subscribe(this.othersChanged),
      provider.subscribe(() => !provider.snapshot().unsaved && this.sayLive([])),
      on<PointerEvent>(surface, "pointerdown", ({ pointerId }) => this.down.add(pointerId)),
      on<PointerEvent>(window, "pointerup", this.lifted),
      on<PointerEvent>(window, "pointercancel", this.lifted),
      on(surface, "pointerleave", () => this.pointAt(null)),
    ];
    this.wantImages();
    this.othersChanged();
    this.publish();
    if (window.fusemeetBoard) window.fusemeetBoard.shown = () => this.elements().filter((element) => !element.isDeleted);
  }

  /** The page is about to be left: what is unfinished is committed as it is. */
  finish(): void {
    // A text that is being written ends with its field's focus, and must do so while Excalidraw has its elements.
    this.parts.surface.querySelector<HTMLElement>("textarea.excalidraw-wysiwyg")?.blur();
    if (this.editable) this.binding.commit();
  }

  dispose(): void {
    this.editable = false;
    clearTimeout(this.timer);
    for (const stop of this.stops) stop();
    this.binding.dispose();
    this.parts.onPointers([]);
  }

  /** Without the right to draw, what is not in the document yet goes from the surface. */
  setEditable(editable: boolean): void {
    if (this.editable && !editable) this.binding.restart();
    this.editable = editable;
  }

  /** Whether what comes onto the surface now goes into the document; no more once the page was left. */
  get isEditable(): boolean {
    return this.editable;
  }

  // ---------------------------------------------------------------- what the binding asks of the surface

  elements(): readonly Element[] {
    return this.parts.api.getSceneElementsIncludingDeleted();
  }

  show(elements: readonly Element[]): void {
    this.parts.api.updateScene({ elements, captureUpdate: "NEVER" });
    // Excalidraw's own history is not used; left alone it would keep every step.
    this.parts.api.history.clear();
    this.wantImages();
  }

  writing(): string | null {
    return this.parts.api.getAppState().editingTextElement?.id ?? null;
  }

  // ---------------------------------------------------------------- what one does here

  private readonly lifted = ({ pointerId }: PointerEvent): void => {
    // Excalidraw hears of the same event after us, and finishes the shape then.
    if (this.down.delete(pointerId)) setTimeout(() => this.changed());
  };

  /** In the middle of a stroke, a drag, a line of several clicks, or a text. */
  private get isBusy(): boolean {
    const { editingTextElement, multiElement } = this.parts.api.getAppState();
    return this.down.size > 0 || editingTextElement !== null || multiElement !== null;
  }

  private changed(): void {
    if (!this.editable) return;
    if (this.isBusy) return this.publishSoon();
    const drawn = this.binding.pending();
    if (drawn.length > 0) {
      this.live = packLive(drawn);
      this.binding.commit();
      this.publish();
    } else {
      this.binding.commit();
      if (!this.parts.provider.snapshot().unsaved) this.sayLive([]);
    }
    this.wantImages();
  }

  undo(): void {
    if (this.editable && !this.isBusy) this.binding.undo.undo("undo");
  }

  redo(): void {
    if (this.editable && !this.isBusy) this.binding.undo.redo("redo");
  }

  /** Puts something new on the page, selected. */
  add(elements: readonly Element[], selected: readonly string[]): void {
    const { api } = this.parts;
    const appState = {
      selectedElementIds: Object.fromEntries(selected.map((id) => [id, true] as const)),
      activeTool: { ...api.getAppState().activeTool, type: "selection" as const, customType: null },
    } satisfies Partial<AppState>;
    api.updateScene({ elements: [...this.elements(), ...elements], appState, captureUpdate: "NEVER" });
    this.changed();
  }

  // ---------------------------------------------------------------- what the others see of it

  pointAt(pointer: OwnPointer | null): void {
    this.pointer = pointer;
    this.publishSoon();
  }

  private sayLive(live: Live): void {
    if (this.live.length === 0 && live.length === 0) return;
    if (this.isBusy) return;
    this.live = live;
    this.publish();
  }

  private publishSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.editable && this.isBusy) this.live = packLive(this.binding.pending());
      this.publish();
    }, LIVE_MS);
  }

  private publish(): void {
    const { provider, pageId } = this.parts;
    const round = (value: number) => Math.round(value * 10) / 10;
    const pointer = this.pointer && { ...this.pointer, x: round(this.pointer.x), y: round(this.pointer.y) };
    provider.awareness.setLocal({ page: pageId, pointer, live: this.live });
  }

  // ---------------------------------------------------------------- what one sees of the others

  private readonly othersChanged = (): void => {
    const { provider, pageId } = this.parts;
    const here = provider.awareness.snapshot().filter(({ fields }) => fields.page === pageId);
    const ghosts = new Map<string, Groups>();
    for (const { fields } of here) for (const [id, groups] of readLive(fields.live)) ghosts.set(id, groups);
    this.binding.setGhosts(ghosts);
    const pointers = here.flatMap((other) => readPointer(other) ?? []);
    this.parts.onPointers(pointers);
    this.showLasers(pointers.filter(({ isLaser }) => isLaser));
  };

  /** Pointers are drawn by us, in the persons' own colours; the trail of a laser is Excalidraw's to draw. */
  private showLasers(pointers: readonly Pointer[]): void {
    if (pointers.length === 0 && this.lasers === 0) return;
    this.lasers = pointers.length;
    const style = getComputedStyle(this.parts.surface);
    const collaborators = new Map(
      pointers.map(({ clientId, userId, x, y, isDown }) => {
        const laserColor = style.getPropertyValue(`--person-${String(personColour(userId))}`).trim();
        const pointer = { x, y, tool: "laser" as const, renderCursor: false, laserColor };
        return [String(clientId) as SocketId, { pointer, button: isDown ? ("down" as const) : ("up" as const) }];
      }),
    );
    this.parts.api.updateScene({ collaborators });
  }

  private wantImages(): void {
    const ids = this.elements().flatMap((element) =>
      element.type === "image" && !element.isDeleted && element.fileId ? [element.fileId] : [],
    );
    if (ids.length > 0) this.parts.onImages(ids);
  }
}
