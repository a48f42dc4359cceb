/** The smallest store: one immutable value, listeners told when it is replaced. */
import type { Readable } from "./types";

export class Observable<T> implements Readable<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly snapshot = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Replaces the value; equal by identity means nothing to tell. */
  protected replace(next: T): void {
    if (Object.is(next, this.value)) return;
    this.value = next;
    for (const listener of [...this.listeners]) listener();
  }

  protected change(part: Partial<T>): void {
    this.replace({ ...this.value, ...part });
  }
}
