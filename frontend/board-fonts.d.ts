import type { Plugin } from "vite";

export function boardFonts(): Plugin;
