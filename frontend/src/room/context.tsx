/** How views reach the visit they belong to, and read its stores. */
import { createContext, useContext, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { Readable } from "../media/types";
import type { BoardState } from "../board/pages";
import type { ChatState } from "../chat/store";
import type { PeopleState, Person } from "../people/store";
import type { QuestionsState } from "../questions/store";
import type { LayoutState } from "./layout";
import type { Ability } from "./protocol";
import type { SessionState } from "./session";
import type { ConnectionState } from "./stores";
import type { Visit } from "./visit";

export const VisitContext = createContext<Visit | null>(null);

export function useVisit(): Visit {
  const visit = useContext(VisitContext);
  if (!visit) throw new Error("This part is shown inside a room only.");
  return visit;
}

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useVisit().stores.session, select);
}

export function usePeople<T>(select: (state: PeopleState) => T): T {
  return useStore(useVisit().stores.people, useShallow(select));
}

export function useChat<T>(select: (state: ChatState) => T): T {
  return useStore(useVisit().stores.chat, useShallow(select));
}

export function useBoard<T>(select: (state: BoardState) => T): T {
  return useStore(useVisit().stores.board, select);
}

export function useQuestions<T>(select: (state: QuestionsState) => T): T {
  return useStore(useVisit().stores.questions, select);
}

export function useConnection<T>(select: (state: ConnectionState) => T): T {
  return useStore(useVisit().stores.connection, select);
}

export function useLayout<T>(select: (state: LayoutState) => T): T {
  return useStore(useVisit().layout, select);
}

export function useMe(): string {
  return useSession((state) => state.me?.userId ?? "");
}

export function useAbility(ability: Ability): boolean {
  return useSession((state) => state.abilities.has(ability));
}

export function usePerson(userId: string): Person | undefined {
  return useStore(useVisit().stores.people, (state) => state.here[userId]);
}

/** A value of the media engine. */
export function useReadable<T>(readable: Readable<T>): T {
  return useSyncExternalStore(readable.subscribe, readable.snapshot);
}
