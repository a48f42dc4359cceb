import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../room/api";
import { toasts } from "../ui/toasts";
import { BoardImages } from "./images";
import { bringDrawing, type Pasted } from "./pasted";

const PNG = "data:image/png;base64,aGVsbG8=";
/** What the room's server has. */
let kept: Set<string>;
let uploads: File[];

/** As the server would: kept from now on under an id of the room's own. */
async function upload(file: File) {
  uploads.push(file);
  const fileId = `room${String(uploads.length)}`;
  kept.add(fileId);
  await images.want([fileId]);
  return { fileId, mimeType: "image/png", width: 100, height: 50 };
}

const refuse = (words: string) => () => Promise.reject(new ApiError(400, "bad_image", words));
const image = (id: string, fileId: string | null, more = {}) => ({ id, type: "image", fileId, status: "pending", crop: null, ...more });
const copied = (elements: unknown[], files: Record<string, string> = {}) =>
  ({ elements, files: Object.fromEntries(Object.entries(files).map(([id, dataURL]) => [id, { id, dataURL }])) }) as unknown as Pasted;
const said = () => toasts.getState().map(({ text }) => text);
const always = () => true;
let images: BoardImages;

beforeEach(() => {
  [kept, uploads, images] = [new Set(), [], new BoardImages("r1")];
  toasts.setState([], true);
  vi.stubGlobal("fetch", (path: string) => {
    const found = kept.has(path.split("/").at(-1) ?? "");
    return Promise.resolve(new Response(found ? new Blob(["x"], { type: "image/png" }) : "{}", { status: found ? 200 : 404 }));
  });
});

afterEach(() => vi.unstubAllGlobals());

describe("a drawing copied elsewhere", () => {
  it("has its pictures uploaded, each once, and refers to the room's ids", async () => {
    const data = copied([image("a", "far"), { id: "b", type: "rectangle" }, image("c", "far")], { far: PNG });
    expect(await bringDrawing(data, images, upload, always)).toBe(true);
    expect(uploads.map(({ type }) => type)).toEqual(["image/png"]);
    expect(await uploads[0]?.text()).toBe("hello");
    expect(data.elements).toEqual([
      image("a", "room1", { status: "saved" }),
      { id: "b", type: "rectangle" },
      image("c", "room1", { status: "saved" }),
    ]);
    expect(Object.keys(data.files ?? {})).toEqual(["room1"]);
    expect(said()).toEqual([]);
  });

  it("keeps the id of a picture that the room has, and shows the room's", async () => {
    for (const id of ["here", "fetched"]) kept.add(id);
    await images.want(["here"]);
    const data = copied([image("a", "here"), image("b", "fetched")], { here: "data:image/png;base64,b3RoZXI=" });
    expect(await bringDrawing(data, images, upload, always)).toBe(true);
    expect(uploads).toEqual([]);
    expect(data.elements).toEqual([image("a", "here"), image("b", "fetched")]);
    expect(data.files).toEqual(images.snapshot());
  });

  it("is cropped at the same place when the server made the picture smaller", async () => {
    const crop = { x: 40, y: 20, width: 200, height: 100, naturalWidth: 400, naturalHeight: 200 };
    const data = copied([image("a", "far", { crop })], { far: PNG });
    await bringDrawing(data, images, upload, always);
    expect(data.elements?.[0]).toMatchObject({
      crop: { x: 10, y: 5, width: 50, height: 25, naturalWidth: 100, naturalHeight: 50 },
    });
  });

  it("without pictures is pasted as it is", async () => {
    const data = copied([{ id: "b", type: "rectangle" }]);
    expect(await bringDrawing(data, images, upload, always)).toBe(true);
    expect(await bringDrawing({ text: "words" }, images, upload, always)).toBe(true);
    expect(data).toEqual(copied([{ id: "b", type: "rectangle" }]));
  });
});

describe("a picture that cannot be had", () => {
  it("is left out, and the server's words are said", async () => {
    const data = copied([image("a", "far"), { id: "b", type: "rectangle" }], { far: PNG });
    expect(await bringDrawing(data, images, refuse("An image has at most 5 MB."), always)).toBe(true);
    expect(data.elements).toEqual([{ id: "b", type: "rectangle" }]);
    expect(data.files).toEqual({});
    expect(said()).toEqual(["A pasted image was left out. An image has at most 5 MB."]);
  });

  it("is left out when the copy has it not, or an address in its place", async () => {
    const asked = vi.fn(fetch);
    vi.stubGlobal("fetch", asked);
    const data = copied([image("a", "gone"), image("b", null), image("c", "far")], { far: "https://example.org/a.png" });
    expect(await bringDrawing(data, images, upload, always)).toBe(false);
    expect(uploads).toEqual([]);
    expect(asked.mock.calls.map(([path]) => path)).toEqual(["/api/rooms/r1/whiteboard/images/gone"]);
    expect(said()).toEqual([
      expect.stringMatching(/^2 pasted images were left out\. The picture itself was not copied/),
      expect.stringMatching(/^A pasted image was left out\. That is not an image/),
    ]);
  });

  it("does not come onto a page that was left meanwhile", async () => {
    const data = copied([image("a", "far")], { far: PNG });
    expect(await bringDrawing(data, images, upload, () => false)).toBe(false);
    expect(said()).toEqual([expect.stringMatching(/Paste once more/)]);
  });
});
