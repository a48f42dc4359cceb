/** What else there is (⋯): invitation, full screen, self view, keys, and what hosts may do with the room. */
import { CircleDot, CircleStop, Ellipsis, EyeOff, History, Keyboard, Link, Lock, LockOpen, Maximize, Settings } from "lucide-react";
import { useAbility, useLayout, useSession, useVisit } from "../room/context";
import { openDialog } from "../room/dialogs";
import { lockRoom, recordRoom } from "../people/actions";
import { Menu, MenuItem, MenuLine, MenuSwitch } from "../ui/menu";
import { BarButton } from "./controls-button";

export function toggleFullScreen(): void {
  const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  // Refused where the browser or an embedding page forbids it; nothing is lost.
  change.catch(() => undefined);
}

function playbackPath(roomId: string): string {
  return `/rooms/${encodeURIComponent(roomId)}/playback/`;
}

export function MoreMenu() {
  const visit = useVisit();
  const hideSelf = useLayout((state) => state.hideSelf);
  const locked = useSession((state) => state.room?.isLocked ?? false);
  const canLock = useAbility("lock");
  const canEnd = useAbility("end");
  const canRecord = useAbility("settings");
  const recorded = useSession((state) => state.room?.recordingEnabled ?? false);
  // In a tab of its own: the call goes on.
  const canPlayBack = useAbility("playback");
  return (
    <Menu
      label="More"
      trigger={
        <BarButton label="More">
          <Ellipsis size={20} aria-hidden />
        </BarButton>
      }
    >
      <MenuItem icon={<Link size={18} aria-hidden />} shortcut="I" onSelect={() => openDialog({ name: "share" })}>
        Invite people
      </MenuItem>
      <MenuItem icon={<Maximize size={18} aria-hidden />} shortcut="F" onSelect={toggleFullScreen}>
        Full screen
      </MenuItem>
      <MenuSwitch
        icon={<EyeOff size={18} aria-hidden />}
        checked={hideSelf}
        onChange={(hidden) => visit.layout.setState({ hideSelf: hidden })}
      >
        Hide my own picture
      </MenuSwitch>
      <MenuItem icon={<Settings size={18} aria-hidden />} shortcut="," onSelect={() => openDialog({ name: "settings" })}>
        Settings
      </MenuItem>
      <MenuItem icon={<Keyboard size={18} aria-hidden />} shortcut="?" onSelect={() => openDialog({ name: "shortcuts" })}>
        Keyboard shortcuts
      </MenuItem>
      {canPlayBack && (
        <MenuItem icon={<History size={18} aria-hidden />} onSelect={() => window.open(playbackPath(visit.page.roomId))}>
          Playback and report
        </MenuItem>
      )}
      {(canLock || canEnd || canRecord) && <MenuLine />}
      {canRecord && (
        <MenuSwitch
          icon={<CircleDot size={18} aria-hidden />}
          checked={recorded}
          onChange={(record) => void recordRoom(visit, record)}
        >
          Record for playback
        </MenuSwitch>
      )}
      {canLock && (
        <MenuItem
          icon={locked ? <LockOpen size={18} aria-hidden /> : <Lock size={18} aria-hidden />}
          onSelect={() => void lockRoom(visit, !locked)}
        >
          {locked ? "Unlock the room" : "Lock the room"}
        </MenuItem>
      )}
      {canEnd && (
        <MenuItem tone="danger" icon={<CircleStop size={18} aria-hidden />} onSelect={() => openDialog({ name: "end" })}>
          End for all
        </MenuItem>
      )}
    </Menu>
  );
}
