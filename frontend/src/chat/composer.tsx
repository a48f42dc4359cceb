/** Where one writes: Enter sends, Shift+Enter breaks the line; to everyone or to one person. */
import { SendHorizontal } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useStore } from "zustand";
import { useAbility, useConnection, useMe, usePeople, useSession, useVisit } from "../room/context";
import { IconButton } from "../ui/button";
import { sendMessage, TypingSignal } from "./actions";
import { keepDraft, readDraft } from "./drafts";
import { recipients } from "./recipients";
import { recipient } from "./recipient";

const MAX_CHARACTERS = 10_000;

export function Composer() {
  const visit = useVisit();
  const { roomId } = visit.page;
  const [text, setText] = useState(() => readDraft(roomId));
  const signal = useMemo(() => new TypingSignal(visit), [visit]);
  const area = useRef<HTMLTextAreaElement>(null);
  const to = useStore(recipient);
  const mayChat = useAbility("chat");
  const offline = useConnection((state) => state.status !== "open");
  const open = mayChat || to !== null;

  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${String(Math.min(160, box.scrollHeight + 2))}px`;
  }, [text]);
  useEffect(() => () => signal.stopped(), [signal]);

  const write = (next: string) => {
    setText(next);
    keepDraft(roomId, next);
    // Private words are announced to nobody else.
    if (next.trim() && to === null) signal.typing();
    else signal.stopped();
  };
  const send = () => {
    if (!text.trim()) return;
    sendMessage(visit, text.trim(), to);
    write("");
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="flex-none border-t border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Recipient />
      <div className="flex items-end gap-1.5 rounded-control border border-line-strong bg-ground p-1 focus-within:border-accent">
        <textarea
          ref={area}
          rows={1}
          value={text}
          maxLength={MAX_CHARACTERS}
          disabled={!open}
          aria-label="Message"
          placeholder={open ? "Write a message" : "The host has turned chat off"}
          className="max-h-40 min-h-9 flex-1 resize-none bg-transparent px-2 py-1.5 text-base placeholder:text-muted focus:outline-none"
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => signal.stopped()}
        />
        <IconButton label="Send" type="submit" disabled={!open || !text.trim()} className="text-accent">
          <SendHorizontal size={20} aria-hidden />
        </IconButton>
      </div>
      {offline && <p className="pt-1.5 text-xs text-warn">No connection: what you send goes out when it is back.</p>}
    </form>
  );
}

function Recipient() {
  const { stores } = useVisit();
  const me = useMe();
  const abilities = useSession((state) => state.abilities);
  const people = usePeople((state) => state);
  const to = useStore(recipient);
  const choices = recipients(people, abilities, me);
  const gone = to !== null && !choices.some((person) => person.userId === to);
  if (choices.length === 0 && to === null) return null;
  return (
    <label className="mb-2 flex items-center gap-2 text-xs text-muted">
      To
      <select
        value={to ?? ""}
        onChange={(event) => recipient.setState(event.target.value || null, true)}
        className={`h-8 min-w-0 flex-1 rounded-control border border-line bg-ground px-2 text-sm pointer-coarse:h-11 ${to === null ? "text-text" : "font-medium text-warn"}`}
      >
        <option value="">Everyone</option>
        {gone && to && <option value={to}>{stores.people.getState().known[to]?.fullName ?? "Somebody"} (left)</option>}
        {choices.map((person) => (
          <option key={person.userId} value={person.userId}>
            Only {person.fullName || person.username}
          </option>
        ))}
      </select>
    </label>
  );
}
