// A drawing surface without a canvas, and two pages of one document, for tests.
import * as Y from "yjs";
import { BoardBinding, type Scene } from "./binding";
import { pageOf } from "./document";
import { elementOf, type Element } from "./elements";
import { OwnUndo } from "./undo";

/** Changes elements in place and raises their version, as Excalidraw does. */
export class TestScene implements Scene {
  private now: Element[] = [];
  drawings = 0;
  editing: string | null = null;

  elements(): readonly Element[] {
    return this.now;
  }

  show(elements: readonly Element[]): void {
    this.drawings += 1;
    this.now = [...elements];
  }

  writing(): string | null {
    return this.editing;
  }

  get(id: string): Element | undefined {
    return this.now.find((element) => element.id === id && !element.isDeleted);
  }

  visible(): string[] {
    return this.now.filter((element) => !element.isDeleted).map(({ id }) => id);
  }

  add(id: string, fields: Record<string, unknown> = {}): void {
    const element = elementOf(id, { base: { type: String(fields.type ?? "rectangle"), seed: 7 } });
    this.now = [...this.now, { ...element, index: `a${String(this.now.length)}`, ...fields } as unknown as Element];
  }

  change(id: string, fields: Record<string, unknown>): void {
    const element = this.now.find((other) => other.id === id);
    if (element) Object.assign(element, fields, { version: element.version + 1, versionNonce: Math.random() });
  }
}

export interface Person {
  doc: Y.Doc;
  scene: TestScene;
  binding: BoardBinding;
}

export function person(doc: Y.Doc = new Y.Doc(), page = "first"): Person {
  const scene = new TestScene();
  const binding = new BoardBinding(pageOf(doc, page), scene, new OwnUndo(pageOf(doc, page)));
  return { doc, scene, binding };
}

/** Everything that one document has and the other has not, both ways. */
export function meet(a: Y.Doc, b: Y.Doc): void {
  const [fromA, fromB] = [Y.encodeStateAsUpdate(a), Y.encodeStateAsUpdate(b)];
  Y.applyUpdate(a, fromB);
  Y.applyUpdate(b, fromA);
}
