/** The chat panel: the lines, who is typing, and where one writes. */
import { ArrowDown, MessageSquare } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { useChat, usePeople, useVisit } from "../room/context";
import { Composer } from "./composer";
import { follows } from "./grouping";
import { Message } from "./message";
import { lines, reading } from "./store";
import { describeTyping } from "./typing";

const NEAR_BOTTOM_PX = 60;

export function Chat() {
  const { stores } = useVisit();
  const said = useChat((state) => state.said);
  const own = useChat((state) => state.own);
  const all = useMemo(() => lines({ said, own } as Parameters<typeof lines>[0]), [said, own]);
  const { box, atBottom, toBottom, onScroll } = useStickToBottom(all.length);

  useEffect(() => {
    const update = () =>
      stores.chat.setState((state) => reading(state, atBottom && document.visibilityState === "visible"));
    update();
    document.addEventListener("visibilitychange", update);
    return () => {
      document.removeEventListener("visibilitychange", update);
      stores.chat.setState((state) => reading(state, false));
    };
  }, [stores, atBottom]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="relative min-h-0 flex-1">
        <div
          ref={box}
          onScroll={onScroll}
          role="log"
          aria-live="polite"
          aria-label="Messages"
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
          tabIndex={0}
          className="size-full overflow-y-auto overscroll-contain pb-3"
        >
          {all.length === 0 ? (
            <Empty />
          ) : (
            <ol>
              {all.map((line, index) => (
                <Message key={line.id} line={line} follows={follows(line, all[index - 1])} />
              ))}
            </ol>
          )}
        </div>
        {!atBottom && (
          <button
            type="button"
            onClick={toBottom}
            className="absolute bottom-2 left-1/2 flex h-9 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-raised px-3 text-xs font-medium shadow-float hover:bg-hover pointer-coarse:h-11"
          >
            <ArrowDown size={14} aria-hidden /> Newest
          </button>
        )}
      </div>
      <Typing />
      <Composer />
    </div>
  );
}

function Empty() {
  return (
    <div className="grid h-full place-content-center justify-items-center gap-2 p-8 text-center text-muted">
      <MessageSquare size={28} aria-hidden />
      <p className="text-sm">
        No messages yet. Everyone in the room can read what you write here; put code between three backticks.
      </p>
    </div>
  );
}

function Typing() {
  const { stores } = useVisit();
  const typing = useStore(stores.typing);
  const names = usePeople((state) =>
    Object.keys(typing).flatMap((userId) => (state.known[userId] ? [state.known[userId].fullName] : [])),
  );
  return (
    <p className="h-6 flex-none truncate px-4 text-xs text-muted" aria-live="off">
      {describeTyping(names)}
    </p>
  );
}

/** Follows new lines as long as one is at the bottom; leaves one alone who reads further up. */
function useStickToBottom(length: number) {
  const box = useRef<HTMLDivElement>(null);
  const [atBottom, setAtBottom] = useState(true);
  const toBottom = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (atBottom) toBottom();
  }, [length, atBottom]);
  const onScroll = () => {
    const area = box.current;
    if (area) setAtBottom(area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_BOTTOM_PX);
  };
  return { box, atBottom, toBottom, onScroll };
}
