/** The handle between two parts: dragged, moved with the arrow keys, reset by a double click. */
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { classes } from "./classes";

interface SplitHandleProps {
  label: string;
  /** Which way the handle is dragged. */
  axis: "x" | "y";
  /** Pixels of the part that is sized. */
  value: number;
  min: number;
  max: number;
  /** +1: dragging right (down) makes the part bigger. */
  direction: 1 | -1;
  onChange: (value: number) => void;
  onReset: () => void;
}

const STEP = 24;

export function SplitHandle({ label, axis, value, min, max, direction, onChange, onReset }: SplitHandleProps) {
  const start = useRef<{ at: number; value: number } | null>(null);
  const limit = (next: number) => Math.round(Math.min(max, Math.max(min, next)));
  const place = (event: PointerEvent) => (axis === "x" ? event.clientX : event.clientY);

  const onKeyDown = (event: KeyboardEvent) => {
    const more = axis === "x" ? "ArrowRight" : "ArrowDown";
    const less = axis === "x" ? "ArrowLeft" : "ArrowUp";
    if (event.key === "Home") onChange(min);
    else if (event.key === "End") onChange(max);
    else if (event.key === "Enter") onReset();
    else if (event.key === more) onChange(limit(value + STEP * direction));
    else if (event.key === less) onChange(limit(value - STEP * direction));
    else return;
    event.preventDefault();
  };

  return (
    // A separator that can be focused and moved is a widget (WAI-ARIA "window splitter").
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      aria-label={label}
      aria-orientation={axis === "x" ? "vertical" : "horizontal"}
      aria-valuenow={Math.round(value)}
      aria-valuemin={Math.round(min)}
      aria-valuemax={Math.round(max)}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={classes(
        "group relative flex-none touch-none rounded-full",
        axis === "x" ? "w-2 cursor-col-resize" : "h-2 cursor-row-resize",
      )}
      onPointerDown={(event) => {
        start.current = { at: place(event), value };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (start.current) onChange(limit(start.current.value + (place(event) - start.current.at) * direction));
      }}
      onPointerUp={() => (start.current = null)}
      onPointerCancel={() => (start.current = null)}
      onDoubleClick={onReset}
      onKeyDown={onKeyDown}
    >
      <span
        className={classes(
          "absolute rounded-full bg-line transition-colors group-hover:bg-line-strong group-focus-visible:bg-accent",
          axis === "x" ? "inset-y-0 left-[3px] my-auto h-12 w-[2px]" : "inset-x-0 top-[3px] mx-auto h-[2px] w-12",
        )}
      />
    </div>
  );
}
