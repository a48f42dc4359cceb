/** Fetches a recording: its manifest, then the logs page by page. */
import { ApiError, renewSignIn } from "../room/api";
import { decodeLog, type LogRow } from "./log";
import { readManifest, type Manifest } from "./manifest";

export type FailureKind = "sign-in" | "denied" | "not-recorded" | "missing" | "gone" | "unreachable" | "broken" | "unreadable";

export class PlaybackFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    /** For the console; people get the words of `failed.tsx`. */
    detail: string,
  ) {
    super(detail);
  }
}

export interface Fetched {
  manifest: Manifest;
  code: LogRow[];
  board: LogRow[];
}

/** `onProgress` hears how much has come, 0 to 1. Throws PlaybackFailure. */
export async function fetchRecording(base: string, onProgress: (done: number) => void): Promise<Fetched> {
  const manifest = await read(async () => readManifest(await (await get(base, "application/json")).json()));
  const heads = { code: manifest.documents.code?.head ?? 0, board: manifest.documents.board?.head ?? 0 };
  const whole = Math.max(1, heads.code + heads.board);
  const come = { code: 0, board: 0 };
  const fetchLog = async (kind: "code" | "board"): Promise<LogRow[]> => {
    const rows: LogRow[] = [];
    let after: number | null = heads[kind] > 0 ? 0 : null;
    while (after !== null) {
      const response = await get(`${base}/log/${kind}?after=${String(after)}`, "application/octet-stream, */*;q=0.5");
      const page = await read(async () => decodeLog(new Uint8Array(await response.arrayBuffer()), rows.at(-1) ?? null));
      for (const row of page) rows.push(row);
      come[kind] = rows.at(-1)?.seq ?? heads[kind];
      onProgress(Math.min(1, (come.code + come.board) / whole));
      const next: number = Number(response.headers.get("X-Next-After"));
      after = next > after ? next : null;
    }
    return rows;
  };
  const [code, board] = await Promise.all([fetchLog("code"), fetchLog("board")]);
  return { manifest, code, board };
}

/** What came is not what was agreed on: say so as such, whatever the decoder threw. */
async function read<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof PlaybackFailure) throw error;
    throw new PlaybackFailure("unreadable", error instanceof Error ? error.message : String(error));
  }
}

async function get(url: string, accept: string, again = true): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", headers: { Accept: accept } });
  } catch {
    throw new PlaybackFailure("unreachable", `no answer from ${url}`);
  }
  if (response.ok) return response;
  if (response.status === 401 && again && (await signedInAgain())) return get(url, accept, false);
  const problem = (await response.json().catch(() => null)) as { code?: string } | null;
  const kind = problem?.code === "not_recorded" ? "not-recorded" : kindOf(response.status);
  throw new PlaybackFailure(kind, `${url} answered ${String(response.status)}`);
}

async function signedInAgain(): Promise<boolean> {
  try {
    return await renewSignIn();
  } catch (error) {
    throw new PlaybackFailure("unreachable", error instanceof ApiError ? error.message : String(error));
  }
}

function kindOf(status: number): FailureKind {
  switch (status) {
    case 401:
      return "sign-in";
    case 403:
      return "denied";
    case 404:
      return "missing";
    case 410:
      return "gone";
    default:
      return "broken";
  }
}
