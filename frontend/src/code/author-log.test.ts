import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AuthorLog } from "./author-log";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const page = (version: number, more: boolean, client: number) => ({
  version,
  more,
  people: [{ userId: String(client), name: `Person ${String(client)}` }],
  ranges: [[client, 0, String(client), 5]],
});

test("it reads on from where it was until there is no more, and then waits for a change", async () => {
  const asked: string[] = [];
  const answers = [page(20, true, 1), page(31, false, 2), page(40, false, 3)];
  const onChange = vi.fn();
  const log = new AuthorLog("a room", onChange, (path) => {
    asked.push(path);
    return Promise.resolve(answers.shift());
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map((path) => path.split("after=")[1])).toEqual(["0", "20"]);
  expect(asked[0]).toContain("/a%20room/");
  expect(log.nameOf("2")).toBe("Person 2");
  expect(log.nameOf("3")).toBeNull();

  log.refreshSoon();
  log.refreshSoon();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(3);
  expect(asked[2]).toContain("after=31");
  expect(onChange).toHaveBeenCalledTimes(3);
  log.dispose();
});

test("a server that is away is asked again, a log that is closed asks no more", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const get = vi.fn(() => Promise.reject(new Error("away")));
  const log = new AuthorLog("r", () => undefined, get);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(get).toHaveBeenCalledTimes(2);
  log.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(get).toHaveBeenCalledTimes(2);
});
