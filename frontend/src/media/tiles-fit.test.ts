import { describe, expect, it } from "vitest";
import { fitTiles } from "./tiles-fit";

const STAGES = [
  [1280, 620],
  [900, 620],
  [390, 640],
  [844, 250],
  [360, 220],
] as const;

describe("the grid of tiles", () => {
  it("never leaves its stage, from 1 to 12 people", () => {
    for (const [width, height] of STAGES) {
      for (let count = 1; count <= 12; count += 1) {
        const fit = fitTiles(count, width, height, 8);
        expect(fit.columns * fit.rows).toBeGreaterThanOrEqual(count);
        expect(fit.columns * fit.width + (fit.columns - 1) * 8).toBeLessThanOrEqual(width);
        expect(fit.rows * fit.height + (fit.rows - 1) * 8).toBeLessThanOrEqual(height);
      }
    }
  });

  it("leaves no whole row empty", () => {
    for (const [width, height] of STAGES) {
      for (let count = 1; count <= 12; count += 1) {
        const fit = fitTiles(count, width, height, 8);
        expect(fit.columns * (fit.rows - 1)).toBeLessThan(count);
      }
    }
  });

  it("keeps tiles between 4:3 and 16:9 on a wide stage", () => {
    for (let count = 1; count <= 12; count += 1) {
      const fit = fitTiles(count, 1280, 620, 8);
      expect(fit.width / fit.height).toBeGreaterThan(4 / 3 - 0.02);
      expect(fit.width / fit.height).toBeLessThan(16 / 9 + 0.02);
    }
  });

  it("puts two people beside each other on a desk and above each other on a phone", () => {
    expect(fitTiles(2, 1280, 620, 8).columns).toBe(2);
    expect(fitTiles(2, 390, 640, 8).columns).toBe(1);
  });

  it("makes 2 × 2 of four and 3 × 4 of twelve", () => {
    expect(fitTiles(4, 1280, 720, 8)).toMatchObject({ columns: 2, rows: 2 });
    expect(fitTiles(12, 1280, 720, 8)).toMatchObject({ columns: 4, rows: 3 });
  });

  it("is nothing on a stage of no size", () => {
    expect(fitTiles(3, 0, 0, 8)).toMatchObject({ width: 0, height: 0 });
  });
});
