/** `window.fusemeetPlayback`: what the player shows, for tests and for the curious. It holds nothing the page does not. */
import type { Element } from "../board/elements";
import { PageElements } from "./page-elements";
import type { Player } from "./player";

interface PlaybackDoor {
  /** Milliseconds of the recording. */
  time: () => number;
  /** To the very moment after a row of the code's log. */
  seekToChange: (seq: number) => void;
  text: () => string;
  elements: (page: string) => Element[];
}

declare global {
  interface Window {
    fusemeetPlayback?: PlaybackDoor;
  }
}

export function openDoor(player: Player): () => void {
  const { code, board } = player.recording;
  const now = (): number => player.state.getState().time;
  window.fusemeetPlayback = {
    time: now,
    seekToChange: (seq) => player.seek(code.rows.find((row) => row.seq === seq)?.time ?? 0),
    text: () => code.textAt(code.countAt(now())),
    elements: (page) => new PageElements().of(board.stateAt(board.countAt(now())).get(page)),
  };
  return () => delete window.fusemeetPlayback;
}
