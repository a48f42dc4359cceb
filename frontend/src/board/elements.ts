// Between Excalidraw's elements and the groups that the document keeps of them: pure, both ways.
import type { ExcalidrawElement } from "@excalidraw/excalidraw/element/types";
import { bounded, ELEMENT_TYPES, FIELDS, GROUPS, type Fields, type Group, type Groups } from "./fields";

export type Element = ExcalidrawElement;

/** What every element has, and what it is when nobody said otherwise. */
const COMMON: Fields = {
  x: 0,
  y: 0,
  width: 0,
  height: 0,
  angle: 0,
  strokeColor: "#1e1e1e",
  backgroundColor: "transparent",
  fillStyle: "solid",
  strokeWidth: 2,
  strokeStyle: "solid",
  roughness: 1,
  opacity: 100,
  roundness: null,
  seed: 1,
  groupIds: [],
  frameId: null,
  boundElements: null,
  locked: false,
  index: null,
  isDeleted: false,
};

const LINE: Fields = { points: [], lastCommittedPoint: null, startBinding: null, endBinding: null, startArrowhead: null, endArrowhead: null };

const BY_TYPE: Record<string, Fields> = {
  text: {
    text: "",
    originalText: "",
    fontSize: 20,
    fontFamily: 5,
    textAlign: "left",
    verticalAlign: "top",
    lineHeight: 1.25,
    autoResize: true,
    containerId: null,
  },
  line: LINE,
  arrow: { ...LINE, elbowed: false },
  freedraw: { points: [], pressures: [], simulatePressure: true, lastCommittedPoint: null },
  image: { fileId: null, scale: [1, 1], crop: null },
  frame: { name: null },
};

const ELBOW: Fields = { fixedSegments: null, startIsSpecial: null, endIsSpecial: null };

/** Used only while a line is being drawn. */
const NOT_KEPT = new Set(["lastCommittedPoint"]);

/** Sixty-fourths of a pixel fit four bytes on the wire, where a full fraction takes eight. */
const STEPS = 64;

function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * STEPS) / STEPS : 0;
}

function keptValue(field: string, value: unknown): unknown {
  switch (field) {
    case "x":
    case "y":
    case "width":
    case "height":
      return round(value as number);
    case "angle":
      return Math.fround(value as number);
    case "points":
      return (value as number[][]).map((point) => [round(point[0] ?? 0), round(point[1] ?? 0)]);
    case "pressures":
      return (value as number[]).map((pressure) => Math.round(pressure * 256) / 256);
    default:
      return value;
  }
}

function isStandard(value: unknown, standard: unknown): boolean {
  if (Array.isArray(value) && value.length === 0) return standard === null || Array.isArray(standard);
  return value === standard;
}

/**
 * The groups of an element, in one canonical form: what has its standard value in `bind` and `gone`, and what is null,
 * is left out. Fields that we do not know are not taken.
 */
export function groupsOf(element: Element): Record<Group, Fields> {
  const source = element as unknown as Fields;
  const standards: Fields = { ...COMMON, ...BY_TYPE[element.type] };
  const groups = {} as Record<Group, Fields>;
  for (const group of GROUPS) {
    const fields: Fields = {};
    for (const field of FIELDS[group]) {
      const value = source[field];
      if (value === undefined || value === null || NOT_KEPT.has(field)) continue;
      if ((group === "bind" || group === "gone") && isStandard(value, standards[field] ?? null)) continue;
      fields[field] = bounded(field, keptValue(field, value));
    }
    groups[group] = fields;
  }
  return groups;
}

/** Whether the room keeps elements of this kind; an image only when it is uploaded. */
export function isKept(element: Element): boolean {
  return ELEMENT_TYPES.includes(element.type) && (element.type !== "image" || Boolean(element.fileId));
}

/**
 * The element that the groups make, ready for Excalidraw; null when there is no such element (its base is missing).
 * Version and nonce are this page's own: whoever shows the element sets them.
 */
export function elementOf(id: string, groups: Groups): Element | null {
  const type = groups.base?.type;
  if (typeof type !== "string" || !ELEMENT_TYPES.includes(type)) return null;
  const fields: Fields = { ...COMMON, ...BY_TYPE[type] };
  for (const group of GROUPS) {
    for (const field of FIELDS[group]) {
      const value = groups[group]?.[field];
      if (value !== undefined && value !== null && fits(fields[field], value)) fields[field] = bounded(field, value);
    }
  }
  if (type === "arrow" && fields.elbowed === true) {
    for (const [field, standard] of Object.entries(ELBOW)) fields[field] = groups.bind?.[field] ?? standard;
  }
  if (type === "line" || type === "arrow" || type === "freedraw") fields.points = readPoints(fields.points, type);
  if (type === "image") fields.status = "saved";
  if (type === "text" && groups.text?.originalText === undefined) fields.originalText = fields.text;
  return { ...fields, id, type, version: 1, versionNonce: 0, updated: 1, link: null } as unknown as Element;
}

/** A value of another kind than the standard one would break the drawing; fields that this type has not stay away. */
function fits(standard: unknown, value: unknown): boolean {
  if (standard === undefined) return false;
  if (standard === null) return true;
  if (Array.isArray(standard)) return Array.isArray(value);
  if (typeof standard === "number") return typeof value === "number" && Number.isFinite(value);
  return typeof value === typeof standard;
}

/** A line needs two points, a stroke one. */
function readPoints(value: unknown, type: string): unknown {
  const points = (value as unknown[]).filter(
    (point) => Array.isArray(point) && point.length >= 2 && Number.isFinite(point[0]) && Number.isFinite(point[1]),
  );
  const least = type === "freedraw" ? 1 : 2;
  while (points.length < least) points.push([points.length, points.length]);
  return points;
}

/** In the order in which they lie on each other, the same for everybody. */
export function inOrder<T extends Pick<Element, "id" | "index">>(elements: readonly T[]): T[] {
  return [...elements].sort((a, b) => compare(a.index ?? "", b.index ?? "") || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
