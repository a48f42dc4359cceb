/** Whether somebody speaks, from the loudness of their microphone: quick to start, slow to stop. */

/** Decibels below full scale that count as voice even in a silent room. */
const FLOOR_DB = -50;
/** Voice stands out from the steady noise by at least this. */
const ABOVE_NOISE_DB = 10;
/** Once speaking, a little less is enough to go on. */
const HYSTERESIS_DB = 5;
const START_MS = 120;
const STOP_MS = 800;
/** Steady noise is the quietest moment of the last two windows: speech has pauses within each, a fan has none. */
const WINDOW_MS = 1_500;
/** Noise louder than this would leave no room for a voice above it. */
const LOUDEST_NOISE_DB = -42;

export class SpeakingDetector {
  private window = { since: -Infinity, quietest: 0 };
  private noise = -100;
  private noiseBefore = 0;
  private speakingNow = false;
  /** Since when the loudness has disagreed with the present state, ms. */
  private since: number | null = null;

  get speaking(): boolean {
    return this.speakingNow;
  }

  /** `rms` is 0 to 1, `now` in ms; returns whether the state changed. */
  feed(rms: number, now: number): boolean {
    const level = decibels(rms);
    this.followNoise(level, now);
    const threshold = Math.max(FLOOR_DB, this.noise + ABOVE_NOISE_DB) - (this.speakingNow ? HYSTERESIS_DB : 0);
    if (level > threshold === this.speakingNow) {
      this.since = null;
      return false;
    }
    this.since ??= now;
    if (now - this.since < (this.speakingNow ? STOP_MS : START_MS)) return false;
    return this.set(!this.speakingNow);
  }

  /** The microphone went off; returns whether the state changed. */
  silence(): boolean {
    return this.speakingNow ? this.set(false) : false;
  }

  private set(speaking: boolean): boolean {
    this.speakingNow = speaking;
    this.since = null;
    return true;
  }

  private followNoise(level: number, now: number): void {
    if (now - this.window.since >= WINDOW_MS) {
      this.noiseBefore = this.window.quietest;
      this.window = { since: now, quietest: level };
    }
    this.window.quietest = Math.min(this.window.quietest, level);
    this.noise = Math.min(this.window.quietest, this.noiseBefore, LOUDEST_NOISE_DB);
  }
}

/** -100 for silence, 0 for the loudest there is. */
export function decibels(rms: number): number {
  return rms <= 0 ? -100 : Math.max(-100, 20 * Math.log10(rms));
}

/** For a meter: 0 for what nobody hears, 1 for loud speech. */
export function meterLevel(rms: number): number {
  return Math.min(1, Math.max(0, (decibels(rms) + 60) / 50));
}
