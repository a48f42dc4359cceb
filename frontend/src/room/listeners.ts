/** A set of callbacks that may be added and taken away while it is being told something. */
export class Listeners<Args extends unknown[]> {
  private readonly callbacks = new Set<(...args: Args) => void>();

  /** Returns the way to take the callback away again. */
  add(callback: (...args: Args) => void): () => void {
    this.callbacks.add(callback);
    return () => this.callbacks.delete(callback);
  }

  tell(...args: Args): void {
    for (const callback of [...this.callbacks]) callback(...args);
  }
}
