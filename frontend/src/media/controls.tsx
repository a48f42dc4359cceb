/** The bar at the bottom: devices, what one shows, what is open, and the way out. */
import { CircleHelp, CodeXml, Hand, MessageSquare, MonitorUp, MonitorX, NotebookPen, PenLine, PhoneOff, Users } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useStore } from "zustand";
import { useAbility, useChat, useLayout, usePeople, usePerson, useMe, useQuestions, useReadable, useVisit } from "../room/context";
import { openDialog } from "../room/dialogs";
import { isSeen, togglePanel, toggleWork } from "../room/layout";
import { raiseHand } from "../people/actions";
import { raisedHands } from "../people/store";
import { ReactionPicker } from "../people/reaction-picker";
import { Button } from "../ui/button";
import { useNarrow } from "../ui/size";
import { Tip } from "../ui/tip";
import { toggleScreen } from "./controls-actions";
import { BarButton } from "./controls-button";
import { CameraControl, MicrophoneControl } from "./controls-devices";
import { MoreMenu } from "./controls-more";

export function Controls() {
  return (
    <footer className="flex-none px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] pt-2">
      <div
        role="toolbar"
        tabIndex={-1}
        aria-label="Controls"
        className="flex items-center gap-2 lg:justify-center"
        onKeyDown={moveAlong}
      >
        <div className="bar-scroll flex min-w-0 flex-1 items-center gap-2 overflow-x-auto p-1.5 lg:flex-none lg:overflow-visible">
          <MicrophoneControl />
          <CameraControl />
          <ScreenControl />
          <HandControl />
          <ReactionPicker />
          <Line />
          <CodeControl />
          <BoardControl />
          <Line />
          <ChatControl />
          <PeopleControl />
          <QuestionsControl />
          <NotesControl />
          <Line />
          <MoreMenu />
        </div>
        <Tip text="Leave the room" shortcut="Q">
          <Button
            tone="danger"
            aria-label="Leave the room"
            className="h-11! flex-none px-4 max-md:px-3.5"
            onClick={() => openDialog({ name: "leave" })}
          >
            <PhoneOff size={18} aria-hidden />
            <span className="max-md:hidden">Leave</span>
          </Button>
        </Tip>
      </div>
    </footer>
  );
}

/** Arrow keys go from button to button, as in every toolbar. */
function moveAlong(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  buttons[(at + (event.key === "ArrowRight" ? 1 : -1) + buttons.length) % buttons.length]?.focus();
}

function Line() {
  return <span aria-hidden className="mx-1 h-6 w-px flex-none bg-line max-md:hidden" />;
}

function ScreenControl() {
  const visit = useVisit();
  const { on, supported } = useReadable(visit.call.screen);
  const allowed = useReadable(visit.call.mesh).allowed.screen;
  // Phones cannot; a button that never works is none.
  if (!supported) return null;
  return (
    <BarButton
      label={on ? "Stop sharing the screen" : allowed ? "Share screen" : "Screen sharing not allowed by the host"}
      shortcut="S"
      look={on ? "on" : "plain"}
      aria-disabled={!allowed && !on}
      onClick={() => void toggleScreen(visit)}
    >
      {on ? <MonitorX size={20} aria-hidden /> : <MonitorUp size={20} aria-hidden />}
    </BarButton>
  );
}

function HandControl() {
  const visit = useVisit();
  const raised = usePerson(useMe())?.hand ?? false;
  return (
    <BarButton
      label={raised ? "Lower hand" : "Raise hand"}
      shortcut="H"
      look={raised ? "on" : "plain"}
      aria-pressed={raised}
      onClick={() => raiseHand(visit, !raised)}
    >
      <Hand size={20} aria-hidden />
    </BarButton>
  );
}

function CodeControl() {
  const { layout } = useVisit();
  const narrow = useNarrow();
  const open = useLayout((state) => isSeen(state, "code", narrow));
  return (
    <BarButton
      label={open ? "Close code" : "Open code"}
      shortcut="E"
      look={open ? "on" : "plain"}
      aria-pressed={open}
      onClick={() => toggleWork(layout, "code", narrow)}
    >
      <CodeXml size={20} aria-hidden />
    </BarButton>
  );
}

function BoardControl() {
  const { layout } = useVisit();
  const narrow = useNarrow();
  const open = useLayout((state) => isSeen(state, "board", narrow));
  return (
    <BarButton
      label={open ? "Close whiteboard" : "Open whiteboard"}
      shortcut="W"
      look={open ? "on" : "plain"}
      aria-pressed={open}
      onClick={() => toggleWork(layout, "board", narrow)}
    >
      <PenLine size={20} aria-hidden />
    </BarButton>
  );
}

function ChatControl() {
  const { layout } = useVisit();
  const open = useLayout((state) => state.panel === "chat");
  const unread = useChat((state) => state.unread);
  return (
    <BarButton
      label={open ? "Close chat" : "Open chat"}
      shortcut="C"
      look={open ? "on" : "plain"}
      aria-expanded={open}
      badge={unread}
      onClick={() => togglePanel(layout, "chat")}
    >
      <MessageSquare size={20} aria-hidden />
    </BarButton>
  );
}

function QuestionsControl() {
  const { layout } = useVisit();
  const open = useLayout((state) => state.panel === "questions");
  const unread = useQuestions((state) => state.unread.size);
  return (
    <BarButton
      label={open ? "Close questions" : "Open questions"}
      shortcut="A"
      look={open ? "on" : "plain"}
      aria-expanded={open}
      badge={unread}
      onClick={() => togglePanel(layout, "questions")}
    >
      <CircleHelp size={20} aria-hidden />
    </BarButton>
  );
}

function NotesControl() {
  const { layout } = useVisit();
  const open = useLayout((state) => state.panel === "notes");
  if (!useAbility("notes")) return null;
  return (
    <BarButton
      label={open ? "Close notes" : "Open notes"}
      shortcut="N"
      look={open ? "on" : "plain"}
      aria-expanded={open}
      onClick={() => togglePanel(layout, "notes")}
    >
      <NotebookPen size={20} aria-hidden />
    </BarButton>
  );
}

function PeopleControl() {
  const { layout } = useVisit();
  const open = useLayout((state) => state.panel === "people");
  const me = useMe();
  const hands = usePeople((state) => raisedHands(state).filter(({ userId }) => userId !== me).length);
  const waiting = useStore(useVisit().stores.lobby).length;
  return (
    <BarButton
      label={open ? "Close people" : "Open people"}
      shortcut="P"
      look={open ? "on" : "plain"}
      aria-expanded={open}
      badge={hands + waiting}
      onClick={() => togglePanel(layout, "people")}
    >
      <Users size={20} aria-hidden />
    </BarButton>
  );
}
