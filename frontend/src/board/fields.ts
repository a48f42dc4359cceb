// What an element of the board is made of: its groups and the fields of each. The source is
// signaling/documents/board_fields.py, and of their bounds board_bounds.py; a test holds them together.

/** Two people who change different groups of one element at the same time both get what they did. */
export const FIELDS = {
  base: ["type", "seed", "fileId"],
  place: [
    "x",
    "y",
    "width",
    "height",
    "angle",
    "points",
    "pressures",
    "simulatePressure",
    "lastCommittedPoint",
    "scale",
    "crop",
  ],
  style: [
    "strokeColor",
    "backgroundColor",
    "fillStyle",
    "strokeWidth",
    "strokeStyle",
    "roughness",
    "opacity",
    "roundness",
    "startArrowhead",
    "endArrowhead",
  ],
  text: ["text", "originalText", "fontSize", "fontFamily", "textAlign", "verticalAlign", "lineHeight", "autoResize"],
  bind: [
    "boundElements",
    "startBinding",
    "endBinding",
    "containerId",
    "groupIds",
    "frameId",
    "locked",
    "elbowed",
    "fixedSegments",
    "startIsSpecial",
    "endIsSpecial",
    "name",
  ],
  index: ["index"],
  gone: ["isDeleted"],
} as const;

export type Group = keyof typeof FIELDS;

export const GROUPS = Object.keys(FIELDS) as Group[];

/** Links, frames of other sites and the like lead out of the room; they are not taken. */
export const ELEMENT_TYPES: readonly string[] = [
  "rectangle",
  "diamond",
  "ellipse",
  "arrow",
  "line",
  "freedraw",
  "text",
  "image",
  "frame",
];

export type Fields = Record<string, unknown>;

/** An element as the document holds it: the fields of each group; a group that is absent has its standard values. */
export type Groups = Partial<Record<Group, Fields>>;

/** The least and the most of each number; of points: of each coordinate. Hatching beyond would keep a browser busy. */
export const BOUNDS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  width: [-1e5, 1e5],
  height: [-1e5, 1e5],
  points: [-1e5, 1e5],
  strokeWidth: [0.5, 100],
  roughness: [0, 10],
  opacity: [0, 100],
  fontSize: [1, 5000],
};

const ELEMENT_ID = /^[A-Za-z0-9_-]{1,40}$/;

export function keyOf(elementId: string, group: Group): string {
  return `${elementId}/${group}`;
}

/** The value of a field, or the nearest one within its bounds: what is older than the bounds may be beyond. */
export function bounded(field: string, value: unknown): unknown {
  const bounds = BOUNDS[field];
  if (!bounds) return value;
  if (Array.isArray(value)) return value.map((point: unknown) => (Array.isArray(point) ? point.map((part) => within(part, bounds)) : point));
  return within(value, bounds);
}

function within(value: unknown, [least, most]: readonly [number, number]): unknown {
  return typeof value === "number" ? Math.min(Math.max(value, least), most) : value;
}

/** The element and the group that a key of a page names; null if it names none. */
export function readKey(key: string): { id: string; group: Group } | null {
  const slash = key.lastIndexOf("/");
  const id = key.slice(0, slash);
  const group = key.slice(slash + 1);
  return slash > 0 && ELEMENT_ID.test(id) && group in FIELDS ? { id, group: group as Group } : null;
}
