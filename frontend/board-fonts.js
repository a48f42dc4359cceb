// Puts the fonts of the whiteboard beside the built page, under the names by which Excalidraw asks for them.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** @returns {import("vite").Plugin} */
export function boardFonts() {
  const folder = join(dirname(createRequire(import.meta.url).resolve("@excalidraw/excalidraw")), "fonts");
  return {
    name: "board-fonts",
    apply: "build",
    generateBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!name.endsWith(".woff2")) continue;
        // Their names carry a hash already, so they may be kept for good like everything under assets/.
        const fileName = `assets/fonts/${name.replaceAll("\\", "/")}`;
        this.emitFile({ type: "asset", fileName, source: readFileSync(join(folder, name)) });
      }
    },
  };
}
