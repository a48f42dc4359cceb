/** The player and the view of it, for everything below. */
import { createContext, useContext } from "react";
import { useStore, type StoreApi } from "zustand";
import type { PlaybackPage } from "./page";
import type { Player, PlayerState } from "./player";
import type { Recording } from "./recording";
import type { ViewState } from "./view-state";

export interface Show {
  page: PlaybackPage;
  player: Player;
  view: StoreApi<ViewState>;
}

export const ShowContext = createContext<Show | null>(null);

export function useShow(): Show {
  const show = useContext(ShowContext);
  if (!show) throw new Error("Not within a player");
  return show;
}

export function useRecording(): Recording {
  return useShow().player.recording;
}

export function usePlayer<T>(select: (state: PlayerState) => T): T {
  return useStore(useShow().player.state, select);
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useShow().view, select);
}

/** By the name they have in the recording. */
export function nameIn(recording: Recording, userId: string): string {
  const person = recording.people.get(userId);
  if (person) return person.fullName || person.username;
  return userId === "" ? "The room" : "Somebody";
}
