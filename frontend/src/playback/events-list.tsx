/** Everything that has a mark, in words; a press goes there. What the time line shows to the eye, this tells everybody. */
import { memo, useMemo } from "react";
import { classes } from "../ui/classes";
import { describePosition } from "./clock-words";
import { nameIn, usePlayer, useRecording, useShow } from "./context";
import { FollowingList, Nothing } from "./following-list";
import { countUpTo } from "./log";
import { MarkIcon } from "./mark-icon";
import { describeMark, type Mark } from "./marks";
import type { Recording } from "./recording";

export function EventsList() {
  const { player } = useShow();
  const recording = useRecording();
  const only = usePlayer((state) => state.only);
  const marks = useMemo(() => player.marks(only), [player, only]);
  const times = useMemo(() => marks.map((mark) => mark.time), [marks]);
  const at = usePlayer(({ time }) => countUpTo(times, time) - 1);
  if (marks.length === 0) return <Nothing>Nothing is marked: nobody came, pasted or wrote in the chat.</Nothing>;
  return (
    <FollowingList label="Events" at={at}>
      <ol className="long-list px-2">
        {marks.map((mark, index) => (
          <EventLine key={index} mark={mark} recording={recording} passed={index <= at} current={index === at} onPress={player.seek} />
        ))}
      </ol>
    </FollowingList>
  );
}

interface EventLineProps {
  mark: Mark;
  recording: Recording;
  passed: boolean;
  current: boolean;
  onPress: (time: number) => void;
}

const EventLine = memo(function EventLine({ mark, recording, passed, current, onPress }: EventLineProps) {
  return (
    <li>
      <button
        type="button"
        aria-current={current ? "true" : undefined}
        onClick={() => onPress(mark.time)}
        className={classes(
          "flex min-h-10 w-full items-start gap-2.5 rounded-control px-2 py-2 text-left text-sm hover:bg-hover pointer-coarse:min-h-11",
          current && "bg-hover",
          passed ? "text-text" : "text-muted",
        )}
      >
        <span className="mt-0.5 flex-none">
          <MarkIcon mark={mark} size={16} />
        </span>
        <span className="line-clamp-3 min-w-0 flex-1 [overflow-wrap:anywhere]">
          {describeMark(mark, (userId) => nameIn(recording, userId))}
        </span>
        <span className="flex-none text-xs leading-5 tabular-nums text-muted">{describePosition(mark.time, recording.length)}</span>
      </button>
    </li>
  );
});
