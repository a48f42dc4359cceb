// Everybody's pointer on the page, with name, in the person's own colour.
import { useSyncExternalStore } from "react";
import type { RemoteState } from "../documents/awareness";
import { personColourValue } from "../people/colour";

export interface Pointer {
  clientId: number;
  userId: string;
  name: string;
  /** In the page's own coordinates. */
  x: number;
  y: number;
  isLaser: boolean;
  isDown: boolean;
}

/** From what somebody's page says; null: they point at nothing. */
export function readPointer({ clientId, user, fields }: RemoteState): Pointer | null {
  const { x, y, tool, button } = (fields.pointer ?? {}) as Record<string, unknown>;
  if (typeof x !== "number" || typeof y !== "number" || !Number.isFinite(x + y)) return null;
  return { clientId, userId: user.id, name: user.name, x, y, isLaser: tool === "laser", isDown: button === "down" };
}

/** How the page lies in its box. */
export interface View {
  scrollX: number;
  scrollY: number;
  zoom: number;
}

/** A value that changes often, kept outside React so that only what shows it is drawn anew. */
export class Changing<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly snapshot = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(value: T): void {
    this.value = value;
    for (const listener of [...this.listeners]) listener();
  }
}

export function Pointers({ pointers, view }: { pointers: Changing<readonly Pointer[]>; view: Changing<View> }) {
  const shown = useSyncExternalStore(pointers.subscribe, pointers.snapshot);
  const { scrollX, scrollY, zoom } = useSyncExternalStore(view.subscribe, view.snapshot);
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 z-10 overflow-hidden">
      {shown.map(({ clientId, userId, name, x, y }) => (
        <div
          key={clientId}
          data-pointer={userId}
          className="absolute left-0 top-0 transition-transform duration-75 ease-linear motion-reduce:transition-none"
          style={{
            transform: `translate(${String((x + scrollX) * zoom)}px, ${String((y + scrollY) * zoom)}px)`,
            color: personColourValue(userId),
          }}
        >
          <svg width="16" height="18" viewBox="0 0 16 18" fill="currentColor" stroke="var(--surface)" strokeWidth="1.25">
            <path d="M1 1v13.5l3.7-3.2 2.3 5.4 2.4-1-2.3-5.3h5z" strokeLinejoin="round" />
          </svg>
          <span className="absolute left-3 top-4 whitespace-nowrap rounded-[4px] bg-current px-1.5 text-xs font-medium">
            <span className="text-person-ink">{name}</span>
          </span>
        </div>
      ))}
    </div>
  );
}
