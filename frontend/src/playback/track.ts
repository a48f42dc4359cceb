/** A value that changes at moments: what it was at any time. */
import { countUpTo } from "./log";

export class Track<T> {
  private readonly times: number[] = [];
  private readonly values: T[] = [];

  constructor(private readonly first: T) {}

  /** Moments come in order. */
  set(time: number, value: T): void {
    this.times.push(time);
    this.values.push(value);
  }

  /** The newest so far, whatever the time. */
  get latest(): T {
    return this.values.at(-1) ?? this.first;
  }

  at(time: number): T {
    const count = countUpTo(this.times, time);
    return count === 0 ? this.first : (this.values[count - 1] as T);
  }
}
