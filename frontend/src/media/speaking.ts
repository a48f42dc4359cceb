/** Whether somebody speaks, from the loudness of their microphone: quick to start, slow to stop. */

/** Decibels below full scale that count as voice even in a silent room. */
const FLOOR_DB = -50;
/** Voice stands out from the steady noise by at least this. */
const ABOVE_NOISE_DB = 10;
/** Once speaking, a little less is enough to go on. */
const HYSTERESIS_DB = 5;
const START_MS = 120;
const STOP_MS = 800;
/** The noise is followed quickly downwards and slowly upwards, so that speech does not pass for it. */
const NOISE_UP_DB_PER_S = 1.5;

export class SpeakingDetector {
  private noise = -80;
  private speakingNow = false;
  /** Since when the loudness has disagreed with the present state, ms. */
  private since: number | null = null;
  private lastAt: number | null = null;

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
    const seconds = this.lastAt === null ? 0 : Math.min((now - this.lastAt) / 1000, 1);
    this.lastAt = now;
    this.noise = Math.min(level, this.noise + NOISE_UP_DB_PER_S * seconds);
    this.noise = Math.max(this.noise, -80);
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
