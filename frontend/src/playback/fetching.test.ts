import { afterEach, expect, test, vi } from "vitest";
import { fetchRecording, PlaybackFailure } from "./fetching";
import { encodeLog, Scribe, STARTED } from "./log.testing";
import { isEmpty, makeRecording } from "./recording";

const BASE = "/api/rooms/abc/playback";
const MANIFEST = {
  roomId: "abc",
  roomName: "A room",
  roomType: "INTERVIEW",
  startedAt: STARTED,
  endedAt: STARTED + 5_000,
  language: "javascript",
  people: [],
  pages: [],
  gaps: [{ from: STARTED + 1_000, to: STARTED + 2_000 }],
  events: [],
};

function served(answers: Record<string, () => Response>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    const answer = answers[url];
    return Promise.resolve(answer ? answer() : new Response("{}", { status: 404 }));
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

function problem(status: number, code = "x"): () => Response {
  return () => Response.json({ code, message: "no" }, { status });
}

async function failure(answers: Record<string, () => Response>): Promise<string> {
  served(answers);
  return fetchRecording(BASE, () => undefined).then(
    () => "none",
    (error: unknown) => (error instanceof PlaybackFailure ? error.kind : String(error)),
  );
}

test("the log comes page by page, and a whole recording of it", async () => {
  const scribe = new Scribe();
  for (const word of ["one ", "two ", "three "]) scribe.write("1", (text) => text.insert(text.length, word));
  const page = (from: number, to: number, next?: number) => () =>
    new Response(encodeLog(scribe.rows.slice(from, to)).slice().buffer, next ? { headers: { "X-Next-After": String(next) } } : {});
  const documents = { code: { epoch: 1, head: 3 }, board: { epoch: 1, head: 0 } };
  const asked = served({
    [BASE]: () => Response.json({ ...MANIFEST, documents }),
    [`${BASE}/log/code?after=0`]: page(0, 2, 2),
    [`${BASE}/log/code?after=2`]: page(2, 3),
  });
  const progress: number[] = [];
  const fetched = await fetchRecording(BASE, (done) => progress.push(done));
  const recording = await makeRecording(fetched, () => undefined);
  expect(asked, "an untouched document is not asked for").toEqual([BASE, `${BASE}/log/code?after=0`, `${BASE}/log/code?after=2`]);
  expect(progress).toEqual([2 / 3, 1]);
  expect(recording.code.textAt(3)).toBe("one two three ");
  expect(recording.gaps).toEqual([{ from: 1_000, to: 2_000 }]);
  expect(isEmpty(recording)).toBe(false);
});

test("a room in which nothing happened is empty", async () => {
  served({ [BASE]: () => Response.json({ ...MANIFEST, documents: {}, gaps: [] }) });
  expect(isEmpty(await makeRecording(await fetchRecording(BASE, () => undefined), () => undefined))).toBe(true);
});

test("each refusal is told apart", async () => {
  expect(await failure({ [BASE]: problem(403) })).toBe("denied");
  expect(await failure({ [BASE]: problem(403, "not_recorded") })).toBe("not-recorded");
  expect(await failure({})).toBe("missing");
  expect(await failure({ [BASE]: problem(410) })).toBe("gone");
  expect(await failure({ [BASE]: problem(500) })).toBe("broken");
  expect(await failure({ [BASE]: problem(401), "/api/auth/refresh-token": problem(401) })).toBe("sign-in");
  expect(await failure({ [BASE]: () => new Response("<html>") })).toBe("unreadable");
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  await expect(fetchRecording(BASE, () => undefined)).rejects.toMatchObject({ kind: "unreachable" });
});

test("a log that is cut short, out of order or damaged is said to be unreadable", async () => {
  const scribe = new Scribe();
  for (const word of ["one", "two"]) scribe.write("1", (text) => text.insert(0, word));
  const documents = { code: { epoch: 1, head: 2 } };
  const manifest = () => Response.json({ ...MANIFEST, documents });
  const log = (bytes: Uint8Array) => ({ [BASE]: manifest, [`${BASE}/log/code?after=0`]: () => new Response(bytes.slice().buffer) });
  const whole = encodeLog(scribe.rows);
  expect(await failure(log(whole.slice(0, whole.length - 3)))).toBe("unreadable");
  expect(await failure(log(encodeLog([...scribe.rows].reverse())))).toBe("unreadable");
  const [first, second] = scribe.rows;
  if (!first || !second) throw new Error("two rows");
  served(log(encodeLog([{ ...first, update: first.update.slice(0, 4) }, second])));
  const fetched = await fetchRecording(BASE, () => undefined);
  await expect(makeRecording(fetched, () => undefined)).rejects.toMatchObject({ kind: "unreadable" });
});
