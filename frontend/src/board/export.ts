// Pages of the board as files: PNG and SVG one for each page, PDF with all of them. Everything in it is embedded.
import names from "virtual:board-fonts";
import type { BinaryFiles } from "@excalidraw/excalidraw/types";
import type { Element } from "./elements";
import { loadExcalidraw } from "./excalidraw";

export type ExportKind = "png" | "svg" | "pdf";

export interface ExportPage {
  title: string;
  elements: readonly Element[];
}

export interface Exported {
  name: string;
  blob: Blob;
}

const PADDING = 24;
/** Pixels of the picture for one of the page: sharp on paper and on dense screens. */
const SCALE = 2;
/** A browser's canvas takes about this much a side. */
const MOST_PIXELS = 8000;
const EMPTY = { width: 1123, height: 794 };

/** A page that nobody drew on is a blank sheet. */
export async function exportPages(kind: ExportKind, room: string, pages: readonly ExportPage[], files: BinaryFiles): Promise<Exported[]> {
  if (kind === "pdf") return [{ name: fileName([room, pages.length === 1 ? pages[0]?.title : "whiteboard"], "pdf"), blob: await pdf(pages, files) }];
  const one = kind === "png" ? png : svg;
  const made: Exported[] = [];
  for (const page of pages) made.push({ name: fileName([room, page.title], kind), blob: await one(page.elements, files) });
  return made;
}

async function picture(elements: readonly Element[], files: BinaryFiles): Promise<HTMLCanvasElement> {
  if (elements.length === 0) return blank();
  const { exportToCanvas } = await loadExcalidraw();
  return exportToCanvas({
    elements,
    files,
    appState: { exportBackground: true, viewBackgroundColor: "#ffffff", exportWithDarkMode: false },
    exportPadding: PADDING,
    getDimensions: (width: number, height: number) => {
      const scale = Math.min(SCALE, MOST_PIXELS / Math.max(width, height));
      return { width: width * scale, height: height * scale, scale };
    },
  });
}

function blank(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, EMPTY);
  const context = canvas.getContext("2d");
  if (context) {
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return canvas;
}

async function png(elements: readonly Element[], files: BinaryFiles): Promise<Blob> {
  const canvas = await picture(elements, files);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture is too large"))), "image/png");
  });
}

async function svg(elements: readonly Element[], files: BinaryFiles): Promise<Blob> {
  const { exportToSvg, FONT_FAMILY } = await loadExcalidraw();
  const root = await exportToSvg({
    elements,
    files,
    appState: { exportBackground: true, viewBackgroundColor: "#ffffff", exportWithDarkMode: false, exportEmbedScene: false },
    exportPadding: PADDING,
    // It would cut the fonts down with WebAssembly, which the site's policy does not allow; they go in whole instead.
    skipInliningFonts: true,
  });
  if (elements.length === 0) {
    const [width, height] = [String(EMPTY.width), String(EMPTY.height)];
    root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    root.setAttribute("width", width);
    root.setAttribute("height", height);
  }
  const ids = new Set(elements.flatMap((element) => (element.type === "text" ? [element.fontFamily as number] : [])));
  const families = Object.entries(FONT_FAMILY).flatMap(([family, id]) => (ids.has(id) ? [family] : []));
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = (await Promise.all(families.map(fontFaces))).join("\n");
  root.querySelector("defs")?.append(style);
  const text = new XMLSerializer().serializeToString(root);
  return new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${text}`], { type: "image/svg+xml" });
}

/** The family as data, in as many files as it has; a browser takes each letter from the one that knows it. */
async function fontFaces(family: string): Promise<string> {
  // The folder of "Lilita One" is called Lilita.
  const compact = family.replaceAll(" ", "");
  const faces = await Promise.all(
    names
      .filter((name) => compact.startsWith(name.split("/")[0] ?? "/") && !name.includes("-Bold") && !name.includes("-Medium"))
      .map(async (name) => {
        const response = await fetch(`${import.meta.env.BASE_URL}assets/fonts/${name}`);
        return `@font-face { font-family: "${family}"; src: url(${await asData(await response.blob())}); }`;
      }),
  );
  return faces.join("\n");
}

async function pdf(pages: readonly ExportPage[], files: BinaryFiles): Promise<Blob> {
  const { PDFDocument } = await import("pdf-lib");
  const made = await PDFDocument.create();
  for (const { elements } of pages) {
    const image = await made.embedPng(await (await png(elements, files)).arrayBuffer());
    const scale = elements.length === 0 ? 1 : SCALE;
    // A pixel of the page is 1/96 inch, a point 1/72.
    const [width, height] = [(image.width / scale) * 0.75, (image.height / scale) * 0.75];
    made.addPage([width, height]).drawImage(image, { x: 0, y: 0, width, height });
  }
  return new Blob([(await made.save()) as Uint8Array<ArrayBuffer>], { type: "application/pdf" });
}

function asData(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(blob);
  });
}

/** Of letters that every system takes. */
export function fileName(parts: readonly (string | undefined)[], extension: string): string {
  const stem = parts
    .filter(Boolean)
    .join(" ")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  return `${stem || "whiteboard"}.${extension}`;
}

export function saveFile({ name, blob }: Exported): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
