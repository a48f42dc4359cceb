// A file of the reader's as text for the editor: its bound, its encoding, its language; what cannot be taken is said.
import { cleanText } from "./delta";
import { LANGUAGES } from "./languages";

/** One edit must fit a frame of 1 MB. */
export const MAX_FILE_BYTES = 1_000_000;

export type Upload = { text: string } | { problem: string };

/** Names without a telling extension, and extensions that are not the language's first. */
const OTHER_NAMES: Record<string, string> = {
  bash: "shell",
  c: "c",
  cc: "cpp",
  cjs: "javascript",
  cts: "typescript",
  cxx: "cpp",
  dockerfile: "dockerfile",
  go: "go",
  h: "c",
  hpp: "cpp",
  htm: "html",
  js: "javascript",
  jsx: "javascript",
  markdown: "markdown",
  mjs: "javascript",
  mts: "typescript",
  pyw: "python",
  sh: "shell",
  sql: "sql",
  text: "plaintext",
  ts: "typescript",
  tsx: "typescript",
  txt: "plaintext",
  yml: "yaml",
};

/** Reads a file that somebody chose. */
export async function readUpload(file: File): Promise<Upload> {
  if (file.size > MAX_FILE_BYTES) return { problem: `“${file.name}” is larger than 1 MB, which is what the editor takes at once.` };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { problem: `“${file.name}” could not be read. It may have been moved or changed.` };
  }
  const text = decode(bytes);
  if (text === null) return { problem: `“${file.name}” is not text in UTF-8 or UTF-16. Save it as UTF-8 and try again.` };
  if (text.includes("\0")) return { problem: `“${file.name}” is not a text file.` };
  if (new TextEncoder().encode(text).length > MAX_FILE_BYTES) {
    return { problem: `“${file.name}” is larger than 1 MB as UTF-8, which is what the editor takes at once.` };
  }
  return { text: cleanText(text) };
}

/** UTF-8, or UTF-16 with its mark; null: neither. */
function decode(bytes: Uint8Array): string | null {
  const mark = bytes.length >= 2 ? (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0) : 0;
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** By the end of the name; null: none that we know. */
export function languageOfFile(name: string): string | null {
  const lower = name.toLowerCase();
  const extension = lower.slice(lower.lastIndexOf(".") + 1);
  return OTHER_NAMES[extension] ?? LANGUAGES.find((language) => language.extension === extension)?.id ?? null;
}
