/** The elements of a page of the board out of its recorded entries; what did not change stays the same object. */
import { elementOf, inOrder, type Element } from "../board/elements";
import { GROUPS, readKey, type Fields, type Groups } from "../board/fields";

export class PageElements {
  private known = new Map<string, { groups: Groups; element: Element | null }>();

  /** What is to be seen, in the order in which it lies; `entries` by `<element>/<group>`. */
  of(entries: ReadonlyMap<string, unknown> | undefined): Element[] {
    const groups = new Map<string, Groups>();
    for (const [key, value] of entries ?? []) {
      const read = readKey(key);
      if (!read || !isFields(value)) continue;
      const element = groups.get(read.id) ?? {};
      element[read.group] = value;
      groups.set(read.id, element);
    }
    const next: typeof this.known = new Map();
    for (const [id, now] of groups) {
      const before = this.known.get(id);
      next.set(id, before && isSame(before.groups, now) ? before : { groups: now, element: elementOf(id, now) });
    }
    this.known = next;
    const seen = [...next.values()].flatMap(({ element }) => (element && !element.isDeleted ? [element] : []));
    return inOrder(seen);
  }
}

/** As they stand in the log, values are never changed in place. */
function isSame(a: Groups, b: Groups): boolean {
  return GROUPS.every((group) => a[group] === b[group]);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
