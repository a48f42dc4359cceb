// Images on their way to the board: uploaded one after the other, placed when the server has taken them.
import { useCallback, useState } from "react";
import { describeProblem } from "../room/api";
import { toastError } from "../ui/toasts";
import type { CanvasHandle } from "./canvas";
import type { BoardImages, Uploaded } from "./images";
import { newImage } from "./make";

export interface Upload {
  key: number;
  name: string;
  /** 0 to 1. */
  part: number;
}

let keys = 0;

export function useUploads(
  images: BoardImages,
  surface: CanvasHandle | null,
): {
  uploads: readonly Upload[];
  /** Uploads, and places them on the page. */
  addImages: (files: readonly File[]) => void;
  /** Uploads only. Rejects with `ApiError`. */
  upload: (file: File) => Promise<Uploaded>;
} {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const upload = useCallback(
    async (file: File) => {
      keys += 1;
      const key = keys;
      const name = file.name || "Image";
      setUploads((before) => [...before, { key, name, part: 0 }]);
      try {
        return await images.upload(file, (part) =>
          setUploads((before) => before.map((other) => (other.key === key ? { ...other, part } : other))),
        );
      } finally {
        setUploads((before) => before.filter((other) => other.key !== key));
      }
    },
    [images],
  );
  const addImages = useCallback(
    (files: readonly File[]) => {
      const add = async () => {
        for (const file of files) {
          try {
            const uploaded = await upload(file);
            if (surface) {
              const image = newImage(uploaded, surface.box());
              surface.drawing.add([image], [image.id]);
            }
          } catch (error) {
            toastError(describeProblem(error));
          }
        }
      };
      void add();
    },
    [upload, surface],
  );
  return { uploads, addImages, upload };
}
