import { describe, expect, it } from "vitest";
import { newImage, newNote, NOTE_COLOURS } from "./make";

const box = { x: 0, y: 0, width: 1000, height: 600 };
const [yellow] = NOTE_COLOURS;

describe("a note", () => {
  it("lies in the middle of what one sees, a second one beside it", () => {
    if (!yellow) throw new Error("no colours");
    const first = newNote(yellow, box, []);
    expect(first).toMatchObject({ type: "rectangle", x: -90, y: -90, backgroundColor: yellow.fill, fillStyle: "solid" });
    const second = newNote(yellow, box, [first]);
    expect([second.x, second.y]).not.toEqual([first.x, first.y]);
    expect(second.id).not.toBe(first.id);
    expect(newNote(yellow, box, [{ ...first, isDeleted: true }])).toMatchObject({ x: -90, y: -90 });
  });
});

describe("an image", () => {
  it("is as large as it is, and smaller where it would fill what one sees", () => {
    const small = newImage({ fileId: "f", mimeType: "image/png", width: 100, height: 50 }, box);
    expect(small).toMatchObject({ type: "image", fileId: "f", width: 100, height: 50, x: -50, y: -25 });
    const large = newImage({ fileId: "f", mimeType: "image/png", width: 4000, height: 1000 }, box);
    expect(large.width).toBe(600);
    expect(large.height).toBe(150);
  });
});
