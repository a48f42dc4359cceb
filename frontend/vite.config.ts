// How the browser's part is built: four entries, hashed names, a manifest that the templates read.
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { boardFonts } from "./board-fonts.js";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/dist/",
  plugins: [react(), tailwindcss(), boardFonts()],
  resolve: {
    alias: { "@excalidraw/mermaid-to-excalidraw": `${import.meta.dirname}/src/board/no-mermaid.ts` },
  },
  // The content security policy allows scripts and workers from this site only: no blob, no inline.
  worker: { format: "es" },
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // A data: address would be refused as a font or a worker, so everything is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      // htmx carries an eval behind a switch that the site leaves off; how long a plugin took is no warning.
      checks: { eval: false, pluginTimings: false },
      input: { playback: "src/playback/main.tsx", room: "src/room/main.tsx", site: "src/site/main.ts", style: "src/styles/site.css" },
    },
  },
  // A test reads the server's list of the board's fields.
  server: { fs: { allow: [".."] } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
