/** The player: where the playhead is, how fast it goes, what is skipped and shown. One per page. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { advance, joinParts } from "./idle";
import type { Part } from "./manifest";
import type { Mark } from "./marks";
import type { Recording } from "./recording";
import { makeScale, type Scale } from "./scale";

export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;
export type Speed = (typeof SPEEDS)[number];

export interface PlayerState {
  /** Milliseconds of the recording. */
  time: number;
  playing: boolean;
  speed: Speed;
  skipIdle: boolean;
  /** The view goes where the work is. */
  follow: boolean;
  /** Only this person's marks, highlights and chat; null: everybody's. */
  only: string | null;
}

export class Player {
  readonly state: StoreApi<PlayerState>;
  private frame = 0;
  private last = 0;

  constructor(readonly recording: Recording) {
    this.state = createStore<PlayerState>(() => ({
      time: 0,
      playing: false,
      speed: 1,
      skipIdle: true,
      follow: true,
      only: null,
    }));
  }

  get length(): number {
    return this.recording.length;
  }

  /** What playing leaves out; what was not recorded always. */
  skipped(skipIdle: boolean = this.state.getState().skipIdle): Part[] {
    return skipIdle ? joinParts(this.recording.idle, this.recording.gaps) : joinParts(this.recording.gaps);
  }

  scale(skipIdle: boolean = this.state.getState().skipIdle): Scale {
    return makeScale(this.length, this.skipped(skipIdle));
  }

  play(): void {
    const { playing, time } = this.state.getState();
    if (playing) return;
    // At the end, play means from the beginning.
    this.state.setState({ playing: true, time: time >= this.length ? 0 : time });
    this.last = performance.now();
    const skipped = this.skipped();
    let skipping = this.state.getState().skipIdle;
    const step = (now: number): void => {
      const state = this.state.getState();
      if (!state.playing) return;
      if (state.skipIdle !== skipping) {
        skipping = state.skipIdle;
        skipped.splice(0, skipped.length, ...this.skipped());
      }
      const next = advance(state.time, Math.max(0, now - this.last) * state.speed, skipped, this.length);
      this.last = now;
      this.state.setState({ time: next, playing: next < this.length });
      if (next < this.length) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  pause(): void {
    cancelAnimationFrame(this.frame);
    this.state.setState({ playing: false });
  }

  toggle(): void {
    if (this.state.getState().playing) this.pause();
    else this.play();
  }

  readonly seek = (time: number): void => {
    this.state.setState({ time: Math.min(this.length, Math.max(0, time)) });
  };

  /** By seconds, over skipped parts as over nothing. */
  move(seconds: number): void {
    const { time } = this.state.getState();
    if (seconds >= 0) this.seek(advance(time, seconds * 1000, this.skipped(), this.length));
    else this.seek(retreat(time, -seconds * 1000, this.skipped()));
  }

  faster(by: 1 | -1): void {
    const at = SPEEDS.indexOf(this.state.getState().speed) + by;
    const speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))];
    if (speed) this.state.setState({ speed });
  }

  /** The marks to be seen: of one person alone when so asked. */
  marks(only: string | null = this.state.getState().only): readonly Mark[] {
    return only === null ? this.recording.marks : this.recording.marks.filter(({ userId }) => userId === only);
  }

  toMark(by: 1 | -1): void {
    this.toNeighbour(this.marks().map((mark) => mark.time), by);
  }

  /** To the next or previous change of code or board, one row at a time. */
  toChange(by: 1 | -1): void {
    const { code, board } = this.recording;
    this.pause();
    const { time } = this.state.getState();
    const found = [code, board].flatMap((track) => {
      const count = track.countAt(time);
      // Back means before the change that was made here.
      const at = by > 0 ? track.times[count] : track.times[count - 1];
      return at === undefined ? [] : [at];
    });
    if (by > 0) {
      if (found.length > 0) this.seek(Math.min(...found));
    } else if (found.length > 0) this.seek(Math.max(...found) - 0.001);
  }

  dispose(): void {
    this.pause();
  }

  private toNeighbour(times: readonly number[], by: 1 | -1): void {
    const { time, playing, speed } = this.state.getState();
    // While it plays, the mark that was jumped to a moment ago is not the one before.
    const before = playing ? time - 1_500 * speed : time;
    const found = by > 0 ? times.find((at) => at > time) : times.findLast((at) => at < before);
    if (found !== undefined) this.seek(found);
  }
}

/** As `advance`, the other way. */
export function retreat(time: number, elapsed: number, skipped: readonly Part[]): number {
  let at = time;
  let left = elapsed;
  for (const part of [...skipped].reverse()) {
    if (part.from >= at) continue;
    const after = Math.min(part.to, at);
    if (at - left > after) break;
    left -= at - after;
    at = part.from;
  }
  return Math.max(0, at - left);
}
