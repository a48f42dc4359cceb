// Images on their way to the board: uploaded one after the other, placed when the server has taken them.
import { useCallback, useState } from "react";
import { describeProblem } from "../room/api";
import { toastError } from "../ui/toasts";
import type { CanvasHandle } from "./canvas";
import type { BoardImages } from "./images";
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
): { uploads: readonly Upload[]; addImages: (files: readonly File[]) => void } {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const addImages = useCallback(
    (files: readonly File[]) => {
      const add = async () => {
        for (const file of files) {
          keys += 1;
          const key = keys;
          const name = file.name || "Image";
          setUploads((before) => [...before, { key, name, part: 0 }]);
          try {
            const uploaded = await images.upload(file, (part) =>
              setUploads((before) => before.map((upload) => (upload.key === key ? { ...upload, part } : upload))),
            );
            if (surface) {
              const image = newImage(uploaded, surface.box());
              surface.drawing.add([image], [image.id]);
            }
          } catch (error) {
            toastError(describeProblem(error));
          }
          setUploads((before) => before.filter((upload) => upload.key !== key));
        }
      };
      void add();
    },
    [images, surface],
  );
  return { uploads, addImages };
}
