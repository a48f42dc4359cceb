/** The timer in the bar above: a calm clock that everybody sees, and for hosts the way to set it. */
import { Pause, Timer } from "lucide-react";
import { Popover } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { useAbility, useVisit } from "../room/context";
import { IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import { toast } from "../ui/toasts";
import { announcement, asDigits, isRunning, secondsLeft } from "./clock";
import { timerOpen } from "./timer-open";
import { TimerSettings } from "./timer-settings";

const TICK_MS = 250;
const SOON_SECONDS = 60;

export function RoomTimer() {
  const manages = useAbility("manage_permissions");
  const { stores } = useVisit();
  const left = useSecondsLeft();
  const running = useStore(stores.timer, isRunning);
  const said = useSaid(left, running);
  return (
    <>
      {manages ? <Settable left={left} running={running} /> : left !== null && <Clock left={left} running={running} />}
      <span className="sr-only" role="status">
        {said}
      </span>
    </>
  );
}

function Settable({ left, running }: { left: number | null; running: boolean }) {
  const open = useStore(timerOpen);
  return (
    <Popover.Root open={open} onOpenChange={(shown) => timerOpen.setState(shown, true)}>
      {left === null ? (
        <Popover.Anchor asChild>
          <span className="flex-none">
            <IconButton side="bottom" label="Timer" shortcut="T" aria-expanded={open} onClick={() => timerOpen.setState(!open, true)}>
              <Timer size={18} aria-hidden />
            </IconButton>
          </span>
        </Popover.Anchor>
      ) : (
        <Popover.Trigger
          aria-label={`Timer, ${describe(left, running)}`}
          className="flex-none rounded-full hover:bg-hover pointer-coarse:grid pointer-coarse:h-11 pointer-coarse:place-items-center"
        >
          <Clock left={left} running={running} />
        </Popover.Trigger>
      )}
      <Popover.Portal>
        <Popover.Content
          side="bottom"
          sideOffset={8}
          collisionPadding={8}
          aria-label="Timer"
          className="z-40 w-72 animate-fade rounded-card border border-line bg-raised p-3 text-text shadow-float"
        >
          <TimerSettings left={left} running={running} onDone={() => timerOpen.setState(false, true)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Clock({ left, running }: { left: number; running: boolean }) {
  const up = left === 0;
  return (
    <span
      role="timer"
      aria-label={`Timer, ${describe(left, running)}`}
      className={classes(
        "flex h-7 flex-none items-center gap-1.5 rounded-full border px-2.5 text-sm font-medium tabular-nums",
        up ? "border-danger text-danger" : left <= SOON_SECONDS ? "border-warn text-warn" : "border-line text-text",
      )}
    >
      {up || running ? <Timer size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
      {up ? "Time is up" : asDigits(left)}
    </span>
  );
}

function describe(left: number, running: boolean): string {
  if (left === 0) return "time is up";
  return running ? `${asDigits(left)} left` : `${asDigits(left)}, stands`;
}

/** Looked at four times a second, so that no second is skipped; the view changes once a second. */
function useSecondsLeft(): number | null {
  const { stores } = useVisit();
  const [left, setLeft] = useState(() => secondsLeft(stores.timer.getState(), performance.now()));
  useEffect(() => {
    const update = () => setLeft(secondsLeft(stores.timer.getState(), performance.now()));
    const stop = stores.timer.subscribe(update);
    const ticker = window.setInterval(update, TICK_MS);
    update();
    return () => {
      stop();
      window.clearInterval(ticker);
    };
  }, [stores]);
  return left;
}

/** What a screen reader is told: the last minutes and the end, not every second. The end is shown to all as well. */
function useSaid(left: number | null, running: boolean): string {
  const before = useRef(left);
  const [said, setSaid] = useState("");
  useEffect(() => {
    const words = running ? announcement(before.current, left) : null;
    before.current = left;
    if (words === null) return;
    // A notice is read out too, so the end is said by that alone.
    setSaid(left === 0 ? "" : words);
    if (left === 0) toast(words, { topic: "timer" });
  }, [left, running]);
  return said;
}

