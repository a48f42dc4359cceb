import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BoardImages } from "./images";

/** How the server answers from now on; 0: it is away. */
let status = 200;
let asked: string[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  [status, asked] = [200, []];
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    if (status === 0) return Promise.reject(new TypeError("away"));
    return Promise.resolve(new Response(status === 200 ? new Blob(["x"], { type: "image/png" }) : "{}", { status }));
  });
  // As the page reads it, but without a timer of its own.
  vi.stubGlobal(
    "FileReader",
    class {
      result = "";
      onload = () => undefined;
      readAsDataURL(blob: Blob) {
        this.result = `data:${blob.type};base64,eA==`;
        queueMicrotask(this.onload);
      }
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("fetches an image once and hands it out", async () => {
  const images = new BoardImages("r1");
  await Promise.all([images.want(["a"]), images.want(["a"])]);
  await images.want(["a"]);
  expect(asked).toEqual(["/api/rooms/r1/whiteboard/images/a"]);
  expect(images.has("a")).toBe(true);
  expect(images.snapshot().a).toMatchObject({ id: "a", mimeType: "image/png", dataURL: "data:image/png;base64,eA==" });
});

it("does not ask again for an image that the board has not", async () => {
  const images = new BoardImages("r1");
  images.subscribe(() => undefined);
  status = 404;
  await images.want(["a"]);
  status = 200;
  for (let drawn = 0; drawn < 5; drawn += 1) await images.want(["a"]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(1);
  await images.want(["a", "b"]);
  expect(asked).toEqual([expect.stringMatching(/a$/), expect.stringMatching(/b$/)]);
});

for (const [what, failing] of [
  ["is away", 0],
  ["fails", 503],
] as const) {
  it(`asks more and more rarely while the server ${what}, however often the page is drawn`, async () => {
    const images = new BoardImages("r1");
    images.subscribe(() => undefined);
    status = failing;
    const times: number[] = [];
    for (let second = 0; second < 100; second += 1) {
      const before = asked.length;
      for (let drawn = 0; drawn < 10; drawn += 1) await images.want(["a"]);
      if (asked.length > before) times.push(second);
      await vi.advanceTimersByTimeAsync(1000);
    }
    // After 0, 2, 6, 14, 30, 60 and 90 seconds; the page's own drawing adds none.
    expect(asked).toHaveLength(7);
    expect(times).toEqual([0]);
  });
}

it("has the image soon after the server is back, also when nobody draws", async () => {
  const images = new BoardImages("r1");
  const heard = vi.fn();
  images.subscribe(heard);
  status = 0;
  await images.want(["a"]);
  status = 200;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(images.has("a")).toBe(true);
  expect(heard).toHaveBeenCalledTimes(1);
});

it("does not go on asking when nobody looks any more", async () => {
  const images = new BoardImages("r1");
  const stop = images.subscribe(() => undefined);
  status = 0;
  await images.want(["a"]);
  stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(1);
  await images.want(["a"]);
  expect(asked).toHaveLength(2);
});
