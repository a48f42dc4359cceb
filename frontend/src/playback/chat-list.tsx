/** The chat as it stood at the moment. */
import { Lock } from "lucide-react";
import { useMemo } from "react";
import { MessageText } from "../chat/message-text";
import { Avatar } from "../ui/avatar";
import { describePosition } from "./clock-words";
import { nameIn, usePlayer, useRecording, useShow } from "./context";
import { FollowingList, Nothing } from "./following-list";
import type { Said } from "./journal";

export function ChatList() {
  const { journal } = useRecording();
  const only = usePlayer((state) => state.only);
  const count = usePlayer(({ time }) => journal.saidUpTo(time).length);
  const lines = useMemo(
    () => journal.said.slice(0, count).filter((line) => only === null || authorOf(line) === only),
    [journal, count, only],
  );
  if (lines.length === 0) {
    return <Nothing>{journal.said.length === 0 ? "Nobody wrote in the chat." : "No messages up to this moment."}</Nothing>;
  }
  return (
    <FollowingList label="Chat" at={lines.length - 1}>
      <ol>
        {lines.map((line) => (
          <Line key={`${String(line.seq)}-${String(line.time)}`} line={line} />
        ))}
      </ol>
    </FollowingList>
  );
}

function authorOf(line: Said): string {
  return line.type === "chat" ? line.userId : line.from;
}

function Line({ line }: { line: Said }) {
  const { player } = useShow();
  const recording = useRecording();
  const userId = authorOf(line);
  const name = recording.people.has(userId) ? nameIn(recording, userId) : line.username;
  return (
    <li className="flex gap-2.5 px-4 pt-3">
      <Avatar userId={userId} name={name} className="mt-0.5 size-8 text-xs" />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="truncate text-sm font-semibold">{name}</span>
          <button
            type="button"
            aria-label={`Go to ${describePosition(line.time, recording.length)}`}
            onClick={() => player.seek(line.time)}
            className="-my-1 flex-none rounded-[4px] px-1 py-1 text-xs tabular-nums text-muted hover:bg-hover hover:text-text"
          >
            {describePosition(line.time, recording.length)}
          </button>
        </p>
        {line.type === "private" && (
          <p className="flex items-center gap-1.5 text-xs font-medium text-warn">
            <Lock size={12} aria-hidden /> Only to {nameIn(recording, line.to)}
          </p>
        )}
        <MessageText message={line.message} />
      </div>
    </li>
  );
}
