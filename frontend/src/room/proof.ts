/** May this browser still come in? Asked where a refused handshake looks just like a lost one. */
import { ApiError, api, checkSignedIn, renewSignIn } from "./api";

/** Each answers the close code that says why not, or null: come back. They throw when the server is away. */
export interface Proof {
  check: () => Promise<number | null>;
  /** After the server has refused what this browser brought; asked once. */
  renew: () => Promise<number | null>;
}

const SIGNED_OUT = 4401;

export const accountProof: Proof = {
  check: async () => ((await checkSignedIn()) ? null : SIGNED_OUT),
  renew: async () => ((await renewSignIn()) ? null : SIGNED_OUT),
};

/** A guest's pass is good or it is not: there is nothing to renew, and no account to ask about. */
export function guestProof(roomId: string): Proof {
  const check = async () => {
    try {
      await api.get(`/api/rooms/${encodeURIComponent(roomId)}`);
      return null;
    } catch (error) {
      // In the lobby nothing of the room is read, and coming back is right.
      if (error instanceof ApiError && error.code === "waiting") return null;
      const code = error instanceof ApiError ? CODES[error.status] : undefined;
      if (code === undefined) throw error;
      return code;
    }
  };
  return { check, renew: check };
}

const CODES: Record<number, number> = { 401: SIGNED_OUT, 403: 4403, 404: 4404, 410: 4404 };
