// Drawings pasted as Excalidraw copies them, from another room or its own site: their pictures are made the room's first.
import type { ExcalidrawProps } from "@excalidraw/excalidraw/types";
import { describeProblem } from "../room/api";
import { toastError } from "../ui/toasts";
import type { Element } from "./elements";
import type { BoardImages, Uploaded } from "./images";

/** What Excalidraw read from the clipboard; what is changed in it here, it pastes so. */
export type Pasted = Parameters<NonNullable<ExcalidrawProps["onPaste"]>>[0];

type Image = Extract<Element, { type: "image" }>;

const NOT_COPIED = "The picture itself was not copied. Open the drawing where it comes from and copy it again.";
const UNREADABLE = "That is not an image we can read. Choose a JPEG, PNG, WebP or GIF file.";
const LEFT = "The page was left, or drawing switched off, before the pasted images were here. Paste once more.";

/**
 * Uploads the pictures that the room does not have and lets the pasted elements refer to the room's ids. A picture that
 * cannot be had is left out of `data`, and that is said. Resolves to whether there is still something to paste;
 * `canPaste` is asked once all are here.
 */
export async function bringDrawing(
  data: Pasted,
  images: BoardImages,
  upload: (file: File) => Promise<Uploaded>,
  canPaste: () => boolean,
): Promise<boolean> {
  const pictures = (data.elements ?? []).filter(isImage);
  if (pictures.length === 0) return true;
  const brought = new Map<string | null, Uploaded | null>();
  const reasons = new Map<string | null, string>();
  for (const id of new Set(pictures.map(({ fileId }) => fileId))) {
    try {
      brought.set(id, await bringImage(id, data, images, upload));
    } catch (error) {
      reasons.set(id, describeProblem(error));
    }
  }
  data.elements = (data.elements ?? []).flatMap((element): Element[] => {
    if (!isImage(element)) return [element];
    const uploaded = brought.get(element.fileId);
    return uploaded === undefined ? [] : [uploaded ? referringTo(uploaded, element) : element];
  });
  const here = new Set(data.elements.flatMap((element) => (isImage(element) ? [element.fileId] : [])));
  data.files = Object.fromEntries(Object.entries(images.snapshot()).filter(([, { id }]) => here.has(id)));
  sayLeftOut(pictures, reasons);
  if (data.elements.length === 0) return false;
  if (canPaste()) return true;
  toastError(LEFT);
  return false;
}

function isImage(element: Element): element is Image {
  return element.type === "image";
}

/** Null: the room has it under this id. Throws what is to be told to the person. */
async function bringImage(
  id: string | null,
  { files }: Pasted,
  images: BoardImages,
  upload: (file: File) => Promise<Uploaded>,
): Promise<Uploaded | null> {
  if (!id) throw new Error(NOT_COPIED);
  if (images.has(id)) return null;
  const copied = files && Object.hasOwn(files, id) ? files[id] : undefined;
  if (copied) return upload(fileOf(copied.dataURL));
  await images.want([id]);
  if (images.has(id)) return null;
  throw new Error(NOT_COPIED);
}

/** The file in a `data:` address (RFC 2397). Other addresses are not followed. */
function fileOf(address: unknown): File {
  const [head = "", body] = typeof address === "string" ? halves(address) : [];
  const type = /^data:(image\/[a-z0-9.+-]+);base64$/i.exec(head)?.[1];
  if (type === undefined || body === undefined) throw new Error(UNREADABLE);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  } catch {
    throw new Error(UNREADABLE);
  }
  return new File([bytes], "Pasted image", { type });
}

function halves(address: string): [string, string] | [] {
  const comma = address.indexOf(",");
  return comma < 0 ? [] : [address.slice(0, comma), address.slice(comma + 1)];
}

/** A crop is in pixels of the picture, and the server makes large pictures smaller. */
function referringTo({ fileId, width, height }: Uploaded, image: Image): Image {
  const { crop } = image;
  const known: Image = { ...image, fileId: fileId as Image["fileId"], status: "saved" };
  if (!crop) return known;
  const [across, down] = [width / crop.naturalWidth, height / crop.naturalHeight];
  const size = { width: crop.width * across, height: crop.height * down, naturalWidth: width, naturalHeight: height };
  return { ...known, crop: { x: crop.x * across, y: crop.y * down, ...size } };
}

function sayLeftOut(pictures: readonly Image[], reasons: ReadonlyMap<string | null, string>): void {
  const counts = new Map<string, number>();
  for (const { fileId } of pictures) {
    const reason = reasons.get(fileId);
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  for (const [reason, count] of counts) {
    toastError(`${count === 1 ? "A pasted image was" : `${String(count)} pasted images were`} left out. ${reason}`);
  }
}
