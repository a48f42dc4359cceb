/** Short messages bottom left: gone after some seconds unless hovered; errors stay until they are closed. */
import { CircleAlert, Info, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { classes } from "./classes";

const SHOWN_MS = 5_000;
const LASTING_MS = 10_000;
const AT_ONCE = 4;

export interface Toast {
  key: number;
  text: string;
  tone: "plain" | "error";
  action?: { label: string; run: () => void };
  /** A newer toast of the same topic takes the place of the older one. */
  topic?: string;
  /** More than one line, and something to do: it is shown longer, and whole. */
  lasting?: boolean;
}

export const toasts = createStore<readonly Toast[]>(() => []);
let keys = 0;

export function toast(text: string, options: Partial<Pick<Toast, "tone" | "action" | "topic" | "lasting">> = {}): void {
  keys += 1;
  const next: Toast = { key: keys, text, tone: "plain", ...options };
  const isOld = (other: Toast) => other.text === text || (next.topic !== undefined && other.topic === next.topic);
  toasts.setState((shown) => [...shown.filter((other) => !isOld(other)), next].slice(-AT_ONCE), true);
}

export function dismissTopic(topic: string): void {
  toasts.setState((shown) => shown.filter((other) => other.topic !== topic), true);
}

export function toastError(text: string): void {
  toast(text, { tone: "error" });
}

export function dismissToast(key: number): void {
  toasts.setState((shown) => shown.filter((other) => other.key !== key), true);
}

export function Toasts() {
  const shown = useStore(toasts);
  return (
    <div
      role="log"
      aria-live="polite"
      aria-label="Notices"
      className="pointer-events-none fixed bottom-24 left-4 z-50 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2"
    >
      {shown.map((item) => (
        <ToastLine key={item.key} item={item} />
      ))}
    </div>
  );
}

function ToastLine({ item }: { item: Toast }) {
  const [hovered, setHovered] = useState(false);
  const stays = item.tone === "error" || hovered;
  useEffect(() => {
    if (stays) return;
    const timer = window.setTimeout(() => dismissToast(item.key), item.lasting ? LASTING_MS : SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [item.key, item.lasting, stays]);
  return (
    <div
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      className={classes(
        "pointer-events-auto flex w-fit max-w-full animate-fade items-center gap-2.5 rounded-control border bg-raised py-1.5 pl-3 pr-1.5 text-sm text-text shadow-float",
        item.tone === "error" ? "border-danger" : "border-line",
      )}
    >
      {item.tone === "error" ? (
        <CircleAlert size={18} className="flex-none text-danger" aria-hidden />
      ) : (
        <Info size={18} className="flex-none text-muted" aria-hidden />
      )}
      <span className={classes("min-w-0", item.topic && !item.lasting && "truncate")}>{item.text}</span>
      {item.action && (
        <button
          type="button"
          className="flex-none rounded-[4px] px-2 py-1 font-semibold text-accent hover:bg-hover pointer-coarse:min-h-11"
          onClick={() => {
            item.action?.run();
            dismissToast(item.key);
          }}
        >
          {item.action.label}
        </button>
      )}
      <button
        type="button"
        aria-label="Dismiss"
        className="grid size-8 flex-none place-items-center rounded-[4px] hover:bg-hover pointer-coarse:size-11"
        onClick={() => dismissToast(item.key)}
      >
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
