/**
 * The plain edits that Yjs updates make in a text, without a walk through the whole of it for each.
 *
 * The `delta` of a Yjs event walks every item from the start. Nearly every row of a log changes one item, whose place
 * is found from the nearest place already known; only what changes several items pays for the walk.
 */
import * as Y from "yjs";
import { editsOfDelta, type Edit } from "../code/delta";

/** So many places are remembered; after a longer walk than this the place found is remembered too. */
const PLACES = 64;
const LONG_WALK = 64;

export class TextEdits {
  readonly doc = new Y.Doc();
  private readonly text: Y.Text;
  /** Where an item that is in sight begins. An item that Yjs has joined to another is never met again and ages out. */
  private readonly places = new Map<Y.Item, number>();
  private edits: Edit[] = [];

  constructor(root: string) {
    this.text = this.doc.getText(root);
    this.text.observe((event, transaction) => {
      const found = this.one(transaction);
      this.edits = found ? [found.edit] : editsOfDelta(event.delta);
      this.movePlaces(this.edits);
      if (found?.far) this.remember(found.item, found.edit.offset);
    });
  }

  /** Applies an update; the edits it made, ascending, each offset in the text before all of them. */
  apply(update: Uint8Array): Edit[] {
    this.edits = [];
    Y.applyUpdate(this.doc, update);
    return this.edits;
  }

  toString(): string {
    return this.text.toString();
  }

  get waits(): boolean {
    return this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null;
  }

  /** The edit, when the transaction inserted or deleted one item alone; `far`: its place was long to find. */
  private one(transaction: Y.Transaction): { edit: Edit; item: Y.Item; far: boolean } | null {
    const changed = changedItems(transaction);
    const [item] = changed ?? [];
    if (changed?.length !== 1 || !item) return null;
    const { place: offset, far } = this.find(item);
    if (item.deleted) return { edit: { offset, length: item.length, text: "" }, item, far };
    const { content } = item;
    return content instanceof Y.ContentString ? { edit: { offset, length: 0, text: content.str }, item, far } : null;
  }

  /** How much text is in sight to the left of an item. */
  private find(item: Y.Item): { place: number; far: boolean } {
    let place = 0;
    let steps = 0;
    for (let { left } = item; left; { left } = left) {
      steps += 1;
      if (left.deleted || !left.countable) continue;
      place += left.length;
      const known = this.places.get(left);
      if (known === undefined) continue;
      place += known;
      break;
    }
    return { place, far: steps > LONG_WALK };
  }

  private remember(item: Y.Item, place: number): void {
    const near = item.deleted ? item.left : item;
    if (!near || near.deleted || !near.countable) return;
    const [oldest] = this.places.keys();
    if (this.places.size >= PLACES && oldest) this.places.delete(oldest);
    this.places.set(near, near === item ? place : place - near.length);
  }

  private movePlaces(edits: readonly Edit[]): void {
    for (const [item, place] of this.places) {
      let shift = 0;
      for (const edit of edits) if (edit.offset + edit.length <= place) shift += edit.text.length - edit.length;
      if (item.deleted) this.places.delete(item);
      else if (shift !== 0) this.places.set(item, place + shift);
    }
  }
}

/** The items that came in and stayed, and those that were taken out; null when there are many. */
function changedItems(transaction: Y.Transaction): Y.Item[] | null {
  const { store } = transaction.doc;
  const found: Y.Item[] = [];
  const add = (structs: readonly (Y.Item | Y.GC)[], from: number, to: number, take: (item: Y.Item) => boolean): boolean => {
    for (let i = Y.findIndexSS(structs as Y.Item[], from); i < structs.length; i += 1) {
      const struct = structs[i];
      if (!struct || struct.id.clock >= to) return true;
      if (struct instanceof Y.Item && take(struct)) found.push(struct);
      if (found.length > 1) return false;
    }
    return true;
  };
  for (const [client, after] of transaction.afterState) {
    const before = transaction.beforeState.get(client) ?? 0;
    const structs = store.clients.get(client);
    if (after <= before || !structs) continue;
    if (!add(structs, before, after, (item) => !item.deleted && item.countable)) return null;
  }
  for (const [client, ranges] of transaction.deleteSet.clients) {
    const before = transaction.beforeState.get(client) ?? 0;
    const structs = store.clients.get(client);
    if (!structs) continue;
    for (const { clock, len } of ranges) {
      if (clock >= before) continue;
      if (!add(structs, clock, clock + len, (item) => item.id.clock < before && item.countable)) return null;
    }
  }
  return found;
}
