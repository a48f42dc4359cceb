// Images of the board: uploaded to the server, which checks them and gives each an id; fetched when an element refers
// to one. They are never in the document.
import type { BinaryFileData, BinaryFiles } from "@excalidraw/excalidraw/types";
import { ApiError, csrfToken } from "../room/api";

export interface Uploaded {
  fileId: string;
  mimeType: string;
  width: number;
  height: number;
}

/** Before asking again for what could not be had: twice as long after each failure. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

export class BoardImages {
  private files: BinaryFiles = {};
  private readonly underWay = new Map<string, Promise<void>>();
  /** Of these the server said that the board has no such image; they are not asked for again. */
  private readonly missing = new Set<string>();
  /** Those that failed last, with how long they wait; `resting` are the ones that still do. */
  private readonly waits = new Map<string, number>();
  private readonly resting = new Set<string>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly roomId: string) {}

  /** Those that are here, by id; a new object when one came. */
  readonly snapshot = (): BinaryFiles => this.files;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  has(id: string): boolean {
    return Object.hasOwn(this.files, id);
  }

  /** Fetches what is not here; resolves when everything is here or cannot be had now. */
  async want(fileIds: readonly string[]): Promise<void> {
    const wanted = fileIds.filter((id) => !this.has(id) && !this.missing.has(id) && !this.resting.has(id));
    await Promise.all(wanted.map((id) => this.fetchOnce(id)));
  }

  private fetchOnce(id: string): Promise<void> {
    const found = this.underWay.get(id) ?? this.fetch(id);
    this.underWay.set(id, found);
    return found;
  }

  private async fetch(id: string): Promise<void> {
    try {
      const response = await fetch(this.path(id), { credentials: "same-origin" });
      if (response.status === 404) {
        this.missing.add(id);
      } else if (response.ok) {
        const blob = await response.blob();
        this.take(id, blob.type, await readAsData(blob));
      } else {
        this.rest(id);
      }
    } catch {
      this.rest(id);
    } finally {
      this.underWay.delete(id);
    }
  }

  /** Asks again in a while, if somebody still looks. */
  private rest(id: string): void {
    const wait = this.waits.get(id) ?? FIRST_WAIT_MS;
    this.waits.set(id, Math.min(2 * wait, LONGEST_WAIT_MS));
    this.resting.add(id);
    setTimeout(() => {
      this.resting.delete(id);
      if (this.listeners.size > 0) void this.want([id]);
    }, wait);
  }

  private take(id: string, mimeType: string, dataURL: string): void {
    const file = { id, mimeType, dataURL, created: Date.now() } as unknown as BinaryFileData;
    this.waits.delete(id);
    this.files = { ...this.files, [id]: file };
    for (const listener of [...this.listeners]) listener();
  }

  private path(id = ""): string {
    const images = `/api/rooms/${encodeURIComponent(this.roomId)}/whiteboard/images`;
    return id === "" ? images : `${images}/${encodeURIComponent(id)}`;
  }

  /** `onProgress` hears 0 to 1. Rejects with `ApiError`, whose words are for the person. */
  async upload(file: File, onProgress: (part: number) => void): Promise<Uploaded> {
    const uploaded = await send(this.path(), file, onProgress);
    this.missing.delete(uploaded.fileId);
    this.resting.delete(uploaded.fileId);
    await this.want([uploaded.fileId]);
    return uploaded;
  }
}

/** By XMLHttpRequest, which tells how far it is. */
function send(path: string, file: File, onProgress: (part: number) => void): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as Uploaded);
      const problem = (request.response ?? {}) as { code?: string; message?: string; errors?: Record<string, string[]> };
      const words = problem.message ?? "The image could not be uploaded. Try again.";
      reject(new ApiError(request.status, problem.code ?? "upload_failed", words, null, problem.errors));
    };
    request.onerror = () => reject(new ApiError(0, "unreachable", "The server cannot be reached. Try again when you are back."));
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}

function readAsData(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(blob);
  });
}
