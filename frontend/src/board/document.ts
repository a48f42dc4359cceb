// A page of the board in the shared document: a flat map under the page's own root, a key for each group of an element.
import type * as Y from "yjs";
import { elementOf, inOrder, type Element } from "./elements";
import { GROUPS, keyOf, readKey, type Fields, type Group, type Groups } from "./fields";

export type PageMap = Y.Map<unknown>;

export function pageOf(doc: Y.Doc, pageId: string): PageMap {
  return doc.getMap(`page:${pageId}`);
}

export function readGroups(page: PageMap, elementId: string): Groups {
  const groups: Groups = {};
  for (const group of GROUPS) {
    const value = page.get(keyOf(elementId, group));
    if (isFields(value)) groups[group] = value;
  }
  return groups;
}

/** The elements of which the page holds anything, deleted ones included. */
export function idsOf(page: PageMap): Set<string> {
  const ids = new Set<string>();
  for (const key of page.keys()) {
    const read = readKey(key);
    if (read) ids.add(read.id);
  }
  return ids;
}

/** The elements of a page as they stand in the document, in their order, without those that were deleted. */
export function elementsOf(doc: Y.Doc, pageId: string): Element[] {
  const page = pageOf(doc, pageId);
  const elements = [...idsOf(page)].flatMap((id) => elementOf(id, readGroups(page, id)) ?? []);
  return inOrder(elements.filter((element) => !element.isDeleted));
}

export interface Change {
  id: string;
  group: Group;
  value: Fields;
}

/** The server takes frames of 1 MB and 20,000 structs; a pasted drawing may be more than that. */
const MAX_STEP = { characters: 400_000, changes: 4000 };

/** Writes the groups in one step, or in as few as fit a frame; `origin` tells one's own changes from others'. */
export function writeGroups(page: PageMap, changes: readonly Change[], origin: unknown): void {
  for (const step of inSteps(changes)) {
    page.doc?.transact(() => {
      for (const { id, group, value } of step) page.set(keyOf(id, group), value);
    }, origin);
  }
}

function inSteps(changes: readonly Change[]): Change[][] {
  const steps: Change[][] = [];
  let room = 0;
  for (const change of changes) {
    const size = changes.length > 1 ? JSON.stringify(change.value).length : 0;
    const last = steps.at(-1);
    if (last && size <= room && last.length < MAX_STEP.changes) last.push(change);
    else {
      steps.push([change]);
      room = MAX_STEP.characters;
    }
    room -= size;
  }
  return steps;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
