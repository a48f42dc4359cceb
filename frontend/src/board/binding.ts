// Ties a drawing surface to a page of the shared document: what one draws goes in when the pointer lifts, as the groups
// that changed; what others draw comes out, group by group, also into shapes that one is just moving.
import type * as Y from "yjs";
import { idsOf, readGroups, writeGroups, type Change, type PageMap } from "./document";
import { elementOf, groupsOf, inOrder, isKept, type Element } from "./elements";
import { FIELDS, GROUPS, readKey, type Group, type Groups } from "./fields";
import type { OwnUndo } from "./undo";

/** What the binding needs of the surface. */
export interface Scene {
  /** All elements, deleted ones included. */
  elements(): readonly Element[];
  show(elements: readonly Element[]): void;
  /** The element whose text is being written: it is left alone until that is done. */
  writing(): string | null;
}

/** The canonical text of each group: quick to compare. */
type Texts = Record<Group, string>;

export class BoardBinding {
  /** What the document says, with what others are just drawing, as it was last brought to the scene. */
  private readonly shown = new Map<string, Texts>();
  /** The version and nonce at which an element was last found to be as shown. */
  private readonly clean = new Map<string, string>();
  /** What others are just drawing: fields over those of the document. */
  private ghosts: ReadonlyMap<string, Groups> = new Map();
  private readonly waiting = new Set<string>();

  constructor(
    private readonly page: PageMap,
    private readonly scene: Scene,
    readonly undo: OwnUndo,
  ) {
    this.refresh([...idsOf(page)]);
    page.observe(this.fromDocument);
  }

  dispose(): void {
    this.page.unobserve(this.fromDocument);
  }

  // ---------------------------------------------------------------- scene to document

  /** What was changed here and is not in the document yet, by whole groups. */
  pending(): Change[] {
    return this.scene.elements().flatMap((element) => this.changesOf(element));
  }

  /** Puts into the document what was changed here. */
  commit(now: number = Date.now()): void {
    const changes = this.pending();
    if (changes.length > 0) {
      this.undo.record(changes, now);
      writeGroups(this.page, changes, this);
      this.refresh(changes.map(({ id }) => id));
    }
    if (this.waiting.size > 0) this.refresh([...this.waiting]);
  }

  /** Shows the document as it is; what was changed here and not committed is given up. */
  restart(): void {
    this.shown.clear();
    this.clean.clear();
    this.waiting.clear();
    this.scene.show([]);
    this.refresh([...idsOf(this.page)]);
  }

  private changesOf(element: Element): Change[] {
    const { id } = element;
    if (this.clean.get(id) === stampOf(element)) return [];
    const before = this.shown.get(id);
    if (!isKept(element) || (!before && isNothing(element))) return [];
    const groups = groupsOf(element);
    const changed = GROUPS.filter((group) => JSON.stringify(groups[group]) !== (before?.[group] ?? "{}"));
    if (changed.length === 0) this.clean.set(id, stampOf(element));
    return changed.map((group) => ({
      id,
      group,
      value: group === "gone" ? { isDeleted: element.isDeleted } : groups[group],
    }));
  }

  // ---------------------------------------------------------------- document to scene

  private readonly fromDocument = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction): void => {
    if (transaction.origin === this) return;
    const ids = new Set<string>();
    for (const key of event.keysChanged) {
      const read = readKey(key);
      if (read) ids.add(read.id);
    }
    this.refresh([...ids]);
  };

  /** Shows what others are just drawing in place of what they showed before. */
  setGhosts(ghosts: ReadonlyMap<string, Groups>): void {
    const before = this.ghosts;
    this.ghosts = ghosts;
    const changed = [...new Set([...before.keys(), ...ghosts.keys()])].filter(
      (id) => JSON.stringify(before.get(id)) !== JSON.stringify(ghosts.get(id)),
    );
    if (changed.length > 0) this.refresh(changed);
  }

  private groupsNow(id: string): Groups {
    const groups = readGroups(this.page, id);
    const ghost = this.ghosts.get(id);
    if (!ghost) return groups;
    for (const group of GROUPS) {
      if (ghost[group]) groups[group] = { ...groups[group], ...ghost[group] };
    }
    return groups;
  }

  private refresh(ids: readonly string[]): void {
    const elements = new Map(this.scene.elements().map((element) => [element.id, element]));
    const writing = this.scene.writing();
    let changed = false;
    for (const id of ids) {
      if (id === writing) {
        this.waiting.add(id);
        continue;
      }
      this.waiting.delete(id);
      changed = this.refreshOne(id, elements) || changed;
    }
    if (changed) this.show(inOrder([...elements.values()]));
  }

  /** Brings one element up to date among `elements`; whether anything is to be drawn anew. */
  private refreshOne(id: string, elements: Map<string, Element>): boolean {
    const here = elements.get(id);
    const wanted = elementOf(id, this.groupsNow(id));
    if (!wanted) {
      // Somebody began to draw it and did not finish.
      const vanished = here !== undefined && this.shown.delete(id);
      this.clean.delete(id);
      if (vanished) elements.delete(id);
      return vanished;
    }
    const before = this.shown.get(id);
    const texts = textsOf(wanted);
    if (!here) {
      if (wanted.isDeleted) return false;
      this.shown.set(id, texts);
      elements.set(id, { ...wanted, versionNonce: newNonce() });
      return true;
    }
    const local = textsOf(here);
    // What is changed here and not committed yet stays as it is here.
    const stale = GROUPS.filter((group) => texts[group] !== local[group] && local[group] === (before ?? local)[group]);
    this.shown.set(id, texts);
    if (stale.length === 0) return false;
    elements.set(id, withGroups(here, wanted, stale));
    return true;
  }

  private show(elements: readonly Element[]): void {
    const versions = new Map(elements.map(({ id, version }) => [id, version]));
    this.scene.show(elements);
    // Two who drew at once may have the same place in the order; the surface mends that for itself, the same for all.
    for (const element of this.scene.elements()) {
      const shown = this.shown.get(element.id);
      if (shown && versions.get(element.id) !== element.version) shown.index = textsOf(element).index;
    }
  }
}

function textsOf(element: Element): Texts {
  const groups = groupsOf(element);
  return Object.fromEntries(GROUPS.map((group) => [group, JSON.stringify(groups[group])])) as Texts;
}

function stampOf({ version, versionNonce }: Element): string {
  return `${String(version)}.${String(versionNonce)}`;
}

/** Not worth committing: it was begun and given up. */
function isNothing(element: Element): boolean {
  return element.isDeleted || (element.type === "text" && element.text === "");
}

/** `here` with those groups as they are in `wanted`, as a newer version for whoever draws it. */
function withGroups(here: Element, wanted: Element, groups: readonly Group[]): Element {
  const source = wanted as unknown as Record<string, unknown>;
  const next: Record<string, unknown> = { ...here, version: here.version + 1, versionNonce: newNonce() };
  for (const group of groups) {
    for (const field of FIELDS[group]) if (field in source) next[field] = source[field];
  }
  return next as unknown as Element;
}

function newNonce(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
