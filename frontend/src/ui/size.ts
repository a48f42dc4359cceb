/** The size of an element, and whether the window is a phone's. */
import { useLayoutEffect, useState, useSyncExternalStore, type RefObject } from "react";

export function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}

const NARROW = "(max-width: 767px)";

/** One column, panels as sheets from below. */
export function useNarrow(): boolean {
  return useMedia(NARROW);
}

/** The same, asked once. */
export function isNarrow(): boolean {
  return window.matchMedia(NARROW).matches;
}
