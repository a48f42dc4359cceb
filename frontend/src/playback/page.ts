/** What the server wrote into the playback page: whose recording, where to fetch it, where one may go from here. */
export interface PlaybackPage {
  /** Without a slash at the end: `/api/rooms/{id}/playback`, or `/api/playback/{token}` for a shared link. */
  base: string;
  roomName: string;
  /** Watched by a link: nothing but the player. */
  shared: boolean;
  exportUrl: string | null;
  reportUrl: string | null;
  /** Where links to this recording are made, listed and revoked. */
  linksUrl: string | null;
  backUrl: string | null;
}

export function readPage(): PlaybackPage | null {
  const data = document.getElementById("playback-data")?.textContent;
  return data ? (JSON.parse(data) as PlaybackPage) : null;
}
