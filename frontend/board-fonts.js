// Puts the fonts of the whiteboard beside the built page, under the names by which Excalidraw asks for them.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The names of all files, for those who embed fonts into a picture. */
const LIST = "virtual:board-fonts";

/** Where Excalidraw would look for a font that is not served from here. */
const ELSEWHERE = "https://esm.sh/";
const FALLBACK = /`https:\/\/esm\.sh\/\$\{[^{}]*`\$\{[^{}]*\}@\$\{[^{}]*\}`[^{}`]*\}\/dist\/prod\/`/;

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
    // A browser asks its policy about every address of a font, also of those it never needs.
    transform: (code) => (code.includes(ELSEWHERE) ? code.replace(FALLBACK, "location.origin+import.meta.env.BASE_URL+'assets/'") : null),
    load: (id) => (id === LIST ? `export default ${JSON.stringify(names)}` : null),
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk" && chunk.code.includes(ELSEWHERE)) this.error(`${chunk.fileName} asks another host for fonts`);
      }
      for (const name of names) {
        // Their names carry a hash already, so they may be kept for good like everything under assets/.
        this.emitFile({ type: "asset", fileName: `assets/fonts/${name}`, source: readFileSync(join(folder, name)) });
      }
    },
  };
}
