/** One person in the list: role, hand, microphone, camera, and what one may do with them. */
import { Ellipsis, Hand, Lock, Mic, MicOff, MonitorUp, Pin, UserX, Video, VideoOff } from "lucide-react";
import { recipient } from "../chat/recipient";
import { recipients } from "../chat/recipients";
import { useAbility, useLayout, useMe, usePeople, useSession, useVisit } from "../room/context";
import { openDialog } from "../room/dialogs";
import { togglePin } from "../room/layout";
import { roleName } from "../room/session";
import { Avatar } from "../ui/avatar";
import { IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import { Menu, MenuItem } from "../ui/menu";
import { isHost, type Person } from "./store";

export function PersonRow({ person }: { person: Person }) {
  const me = useMe() === person.userId;
  const name = person.fullName || person.username;
  return (
    <li className={classes("flex min-h-13 items-center gap-3 rounded-control px-2 hover:bg-hover", !person.connected && "opacity-70")}>
      <Avatar userId={person.userId} name={name} picture={person.pictureUrl} className="size-9 text-sm" />
      <div className="min-w-0 flex-1 leading-tight">
        <p className="flex items-center gap-1.5 text-sm font-medium">
          <span className="truncate">{me ? `${name} (you)` : name}</span>
          {person.isGuest && <GuestBadge />}
        </p>
        <p className={classes("text-xs", isHost(person.role) ? "text-accent" : "text-muted")}>
          {person.connected ? roleName(person.role) : "Reconnecting…"}
        </p>
      </div>
      {person.hand && <Mark icon={<Hand size={16} />} label="Hand raised" className="text-warn" />}
      {person.screen && <Mark icon={<MonitorUp size={16} />} label="Shares a screen" className="text-accent" />}
      <Mark
        icon={person.audio ? <Mic size={16} /> : <MicOff size={16} />}
        label={person.audio ? "Microphone on" : "Microphone off"}
        className={person.speaking ? "text-live" : person.audio ? "text-text" : "text-muted"}
      />
      <Mark
        icon={person.video ? <Video size={16} /> : <VideoOff size={16} />}
        label={person.video ? "Camera on" : "Camera off"}
        className={person.video ? "text-text" : "text-muted"}
      />
      <PersonMenu person={person} name={name} me={me} />
    </li>
  );
}

/** Somebody without an account: nobody has vouched for the name. */
function GuestBadge() {
  return (
    <span className="flex-none rounded-full border border-line-strong px-1.5 text-xs font-normal leading-4.5 text-muted" title="Without an account">
      Guest
    </span>
  );
}

function Mark({ icon, label, className }: { icon: React.ReactElement; label: string; className: string }) {
  return (
    <span className={classes("flex-none", className)} title={label}>
      <span aria-hidden>{icon}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}

function PersonMenu({ person, name, me }: { person: Person; name: string; me: boolean }) {
  const { layout } = useVisit();
  const myId = useMe();
  const pinned = useLayout((state) => state.pinned === person.userId);
  const mayWrite = useMayWriteTo(person.userId, myId);
  const owner = useSession((state) => state.me?.role === "OWNER");
  const mayRemove = useAbility("remove_participant") && !me && (owner || !isHost(person.role));
  return (
    <Menu
      label={`Actions for ${name}`}
      side="bottom"
      align="end"
      trigger={
        <IconButton label={`More about ${name}`} side="left">
          <Ellipsis size={18} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<Pin size={18} aria-hidden />} onSelect={() => togglePin(layout, person.userId)}>
        {pinned ? "Unpin" : "Pin"}
      </MenuItem>
      {mayWrite && (
        <MenuItem
          icon={<Lock size={18} aria-hidden />}
          onSelect={() => {
            recipient.setState(person.userId, true);
            layout.setState({ panel: "chat" });
          }}
        >
          Write privately
        </MenuItem>
      )}
      {mayRemove && (
        <MenuItem
          tone="danger"
          icon={<UserX size={18} aria-hidden />}
          onSelect={() => openDialog({ name: "remove", userId: person.userId, fullName: name })}
        >
          Remove from the room
        </MenuItem>
      )}
    </Menu>
  );
}

function useMayWriteTo(userId: string, me: string): boolean {
  const abilities = useSession((state) => state.abilities);
  return usePeople((state) => recipients(state, abilities, me).some((person) => person.userId === userId));
}
