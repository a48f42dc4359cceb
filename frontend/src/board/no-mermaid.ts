// In place of Excalidraw's reader of Mermaid diagrams, which would add megabytes to the page: such text stays text.
export function parseMermaidToExcalidraw(): never {
  throw new Error("Mermaid is not read here");
}
