/** The two things the engine reads out of a session description; descriptions themselves pass unchanged. */

/** The version in the `o=` line; it grows with each new description of one connection (RFC 3264, section 8). */
export function originVersion(sdp: string): number {
  const version = /^o=\S+ \S+ (\d+) /m.exec(sdp)?.[1];
  return version === undefined ? 0 : Number(version);
}

/** The ICE username fragment; a new one means a restart of ICE (RFC 8445, section 9). */
export function iceUfrag(sdp: string): string | null {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? null;
}

/** Whether a candidate belongs to this description; one that does not say is taken to. */
export function candidateFits(candidate: RTCIceCandidateInit, sdp: string): boolean {
  const ufrag = candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate ?? "")?.[1];
  return !ufrag || sdp.includes(`a=ice-ufrag:${ufrag}`);
}
