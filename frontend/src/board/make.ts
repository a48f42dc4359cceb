// New things that Excalidraw has no tool for: coloured notes to write on, and images of the room.
import { elementOf, type Element } from "./elements";
import type { Groups } from "./fields";
import type { Uploaded } from "./images";

export interface NoteColour {
  name: string;
  fill: string;
  edge: string;
}

export const NOTE_COLOURS: readonly NoteColour[] = [
  { name: "Yellow", fill: "#ffec99", edge: "#f2d24a" },
  { name: "Green", fill: "#b2f2bb", edge: "#83d98f" },
  { name: "Blue", fill: "#a5d8ff", edge: "#74bdf0" },
  { name: "Pink", fill: "#fcc2d7", edge: "#f09ab9" },
  { name: "Purple", fill: "#d0bfff", edge: "#ae96ee" },
];

const NOTE_SIZE = 180;
/** A note of the same size lies a little beside the one before. */
const NUDGE = 24;
/** An image takes at most this part of what one sees. */
const IMAGE_PART = 0.6;

export interface Box {
  /** The middle of what one sees, in the page's coordinates, and how much that is. */
  x: number;
  y: number;
  width: number;
  height: number;
}

function newElement(groups: Groups): Element {
  const id = crypto.getRandomValues(new Uint8Array(15)).reduce((text, byte) => text + (byte % 36).toString(36), "");
  const base = { ...groups.base, seed: (crypto.getRandomValues(new Uint32Array(1))[0] ?? 1) >>> 1 };
  const element = elementOf(id, { ...groups, base });
  if (!element) throw new Error("No such type of element");
  return element;
}

/** In the middle, but not exactly over another element. */
export function newNote(colour: NoteColour, { x, y }: Box, others: readonly Element[]): Element {
  let [left, top] = [x - NOTE_SIZE / 2, y - NOTE_SIZE / 2];
  const isTaken = () =>
    others.some((other) => !other.isDeleted && Math.abs(other.x - left) < NUDGE / 2 && Math.abs(other.y - top) < NUDGE / 2);
  for (let tries = 0; tries < 50 && isTaken(); tries += 1) {
    left += NUDGE;
    top += NUDGE;
  }
  return newElement({
    base: { type: "rectangle" },
    place: { x: left, y: top, width: NOTE_SIZE, height: NOTE_SIZE },
    style: {
      strokeColor: colour.edge,
      backgroundColor: colour.fill,
      fillStyle: "solid",
      strokeWidth: 1,
      roughness: 0,
      roundness: { type: 3 },
    },
  });
}

/** As large as it is, where that fits well into what one sees. */
export function newImage({ fileId, width, height }: Uploaded, box: Box): Element {
  const scale = Math.min(1, (box.width * IMAGE_PART) / width, (box.height * IMAGE_PART) / height);
  const size = { width: width * scale, height: height * scale };
  return newElement({
    base: { type: "image", fileId },
    place: { x: box.x - size.width / 2, y: box.y - size.height / 2, ...size },
    style: { strokeColor: "transparent" },
  });
}
