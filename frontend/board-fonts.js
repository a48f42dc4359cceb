// Puts the fonts of the whiteboard beside the built page, under the names by which Excalidraw asks for them.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The names of all files, for those who embed fonts into a picture. */
const LIST = "virtual:board-fonts";

/** @returns {import("vite").Plugin} */
export function boardFonts() {
  const folder = join(dirname(createRequire(import.meta.url).resolve("@excalidraw/excalidraw")), "fonts");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".woff2"))
    .sort();
  return {
    name: "board-fonts",
    resolveId: (id) => (id === LIST ? id : null),
    load: (id) => (id === LIST ? `export default ${JSON.stringify(names)}` : null),
    generateBundle() {
      for (const name of names) {
        // Their names carry a hash already, so they may be kept for good like everything under assets/.
        this.emitFile({ type: "asset", fileName: `assets/fonts/${name}`, source: readFileSync(join(folder, name)) });
      }
    },
  };
}
