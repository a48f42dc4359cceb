/** The buttons below the time line: play, steps, the clock, the speed, what is skipped and whom one watches. */
import { ChevronsLeft, ChevronsRight, FastForward, LocateFixed, Pause, Play, SkipBack, SkipForward } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "../ui/classes";
import { IconButton } from "../ui/button";
import { Tip } from "../ui/tip";
import { describePosition, describeWallClock } from "./clock-words";
import { OnlyMenu, SpeedMenu } from "./controls-menus";
import { usePlayer, useRecording, useShow } from "./context";

export function Controls() {
  return (
    <div role="toolbar" aria-label="Playback" className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <div className="flex flex-none items-center gap-0.5 max-md:flex-1 max-md:justify-center md:order-2">
        <Transport />
      </div>
      <div className="min-w-0 flex-1 md:order-1">
        <Clock />
      </div>
      <div className="flex flex-1 items-center justify-end gap-1 max-md:w-full max-md:flex-none max-md:justify-between md:order-3">
        <SpeedMenu />
        <SkipSwitch />
        <FollowSwitch />
        <OnlyMenu />
      </div>
    </div>
  );
}

function Transport() {
  const { player } = useShow();
  const playing = usePlayer((state) => state.playing);
  return (
    <>
      <IconButton label="Previous mark" shortcut="[" onClick={() => player.toMark(-1)}>
        <SkipBack size={18} aria-hidden />
      </IconButton>
      <IconButton label="Back 5 seconds" shortcut="←" onClick={() => player.move(-5)}>
        <ChevronsLeft size={20} aria-hidden />
      </IconButton>
      <Tip text={playing ? "Pause" : "Play"} shortcut="Space">
        <button
          type="button"
          aria-label={playing ? "Pause" : "Play"}
          onClick={() => player.toggle()}
          className="mx-1 grid size-11 place-items-center rounded-full bg-accent text-accent-ink transition-colors hover:bg-accent-hover"
        >
          {playing ? <Pause size={20} fill="currentColor" aria-hidden /> : <Play size={20} fill="currentColor" className="ml-0.5" aria-hidden />}
        </button>
      </Tip>
      <IconButton label="Forward 5 seconds" shortcut="→" onClick={() => player.move(5)}>
        <ChevronsRight size={20} aria-hidden />
      </IconButton>
      <IconButton label="Next mark" shortcut="]" onClick={() => player.toMark(1)}>
        <SkipForward size={18} aria-hidden />
      </IconButton>
    </>
  );
}

function Clock() {
  const { length, manifest } = useRecording();
  const position = usePlayer(({ time }) => describePosition(time, length));
  const wall = usePlayer(({ time }) => describeWallClock(manifest.startedAt + time, manifest.startedAt));
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 text-sm tabular-nums max-md:flex-col">
      <span>
        <span className="font-semibold" data-testid="position">
          {position}
        </span>{" "}
        <span className="text-muted">/ {describePosition(length, length)}</span>
      </span>
      <span className="text-xs text-muted" title="The time of day at that moment">
        {wall}
      </span>
    </p>
  );
}

function SkipSwitch() {
  const { player } = useShow();
  const on = usePlayer((state) => state.skipIdle);
  return (
    <Switch label="Skip pauses" shortcut="I" on={on} onPress={() => player.state.setState({ skipIdle: !on })}>
      <FastForward size={16} aria-hidden />
    </Switch>
  );
}

function FollowSwitch() {
  const { player } = useShow();
  const on = usePlayer((state) => state.follow);
  return (
    <Switch label="Follow the work" shortcut="F" on={on} onPress={() => player.state.setState({ follow: !on })}>
      <LocateFixed size={16} aria-hidden />
    </Switch>
  );
}

interface SwitchProps {
  label: string;
  shortcut: string;
  on: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Switch({ label, shortcut, on, onPress, children }: SwitchProps) {
  return (
    <Tip text={on ? `${label}: on` : `${label}: off`} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={on}
        onClick={onPress}
        className={classes(
          "inline-flex h-9 items-center gap-2 rounded-control px-2.5 text-sm transition-colors pointer-coarse:h-11",
          on ? "bg-accent-soft text-accent" : "text-muted hover:bg-hover",
        )}
      >
        {children}
        <span className="max-lg:sr-only">{label}</span>
      </button>
    </Tip>
  );
}
