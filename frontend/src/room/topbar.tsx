/** The bar at the top: which room, how long, how many; the connection, the layout, settings. */
import { CircleDot, Grid2x2, Link, Lock, Moon, PanelRight, Settings, Sun, Users } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { RoomTimer } from "../interview/timer";
import { IconButton } from "../ui/button";
import { useConnection, useLayout, usePeople, useSession, useVisit } from "./context";
import { openDialog } from "./dialogs";
import { togglePanel } from "./layout";
import { setTheme, theme } from "./theme";

export function TopBar() {
  const { page, layout, stores } = useVisit();
  const name = useSession((state) => state.room?.roomName ?? page.roomName);
  const locked = useSession((state) => state.room?.isLocked ?? false);
  const recorded = useSession((state) => state.room?.recordingEnabled ?? false);
  const count = usePeople((state) => Object.keys(state.here).length);
  const spotlight = useLayout((state) => state.tiles === "spotlight");
  // One clock is enough.
  const timed = useStore(stores.timer, ({ timer }) => timer !== null);
  const dark = useStore(theme) === "dark";
  return (
    <header className="flex h-13 flex-none items-center gap-3 px-4 max-md:gap-2 max-md:px-3">
      <h1 className="truncate text-base font-semibold">{name}</h1>
      {locked && (
        <span className="flex flex-none items-center gap-1 rounded-full bg-warn-soft px-2 py-0.5 text-xs font-medium text-warn">
          <Lock size={12} aria-hidden /> Locked
        </span>
      )}
      {recorded && (
        <span
          className="flex flex-none items-center gap-1 rounded-full border border-line px-2 py-0.5 text-xs font-medium text-muted"
          title="Code, board, chat and who is here are recorded for playback; sound and pictures are not."
        >
          <CircleDot size={12} className="text-danger" aria-hidden /> <span className="max-sm:sr-only">Recorded</span>
        </span>
      )}
      <RoomTimer />
      {timed || <Elapsed />}
      <button
        type="button"
        aria-label={count === 1 ? "1 person in the room" : `${String(count)} people in the room`}
        onClick={() => togglePanel(layout, "people")}
        className="flex h-9 flex-none items-center gap-1.5 rounded-control px-2 text-sm tabular-nums text-muted hover:bg-hover hover:text-text pointer-coarse:h-11"
      >
        <Users size={16} aria-hidden /> {count}
      </button>
      <span className="flex-1" />
      <ConnectionDot />
      <IconButton side="bottom" label="Invite people" shortcut="I" onClick={() => openDialog({ name: "share" })}>
        <Link size={18} aria-hidden />
      </IconButton>
      <IconButton
        side="bottom"
        label={spotlight ? "Show a grid" : "Show a spotlight"}
        shortcut="L"
        className="max-sm:hidden"
        onClick={() => layout.setState({ tiles: spotlight ? "grid" : "spotlight", pinned: null })}
      >
        {spotlight ? <Grid2x2 size={18} aria-hidden /> : <PanelRight size={18} aria-hidden />}
      </IconButton>
      <IconButton
        side="bottom"
        label={dark ? "Use the light theme" : "Use the dark theme"}
        className="max-sm:hidden"
        onClick={() => setTheme(dark ? "light" : "dark")}
      >
        {dark ? <Sun size={18} aria-hidden /> : <Moon size={18} aria-hidden />}
      </IconButton>
      <IconButton side="bottom" label="Settings" shortcut="," onClick={() => openDialog({ name: "settings" })}>
        <Settings size={18} aria-hidden />
      </IconButton>
    </header>
  );
}

function Elapsed() {
  const { since } = useVisit();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <span className="flex-none text-sm tabular-nums text-muted max-sm:hidden" title="Time since you came in">
      {describeElapsed(now - since)}
    </span>
  );
}

export function describeElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${String(hours)}:${rest}` : rest;
}

function ConnectionDot() {
  const open = useConnection((state) => state.status === "open");
  return (
    <span className="flex flex-none items-center gap-1.5 px-1 text-xs text-muted" title={open ? "Connected" : "Not connected"}>
      <span aria-hidden className={`size-2 rounded-full ${open ? "bg-live" : "bg-warn"}`} />
      <span className="max-lg:sr-only">{open ? "Connected" : "Connecting"}</span>
    </span>
  );
}
