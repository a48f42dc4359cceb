/** What one may do with one person of the list; hosts have their devices, hand and rights there. */
import { Ellipsis, Hand, Lock, MessageCircle, MicOff, MonitorX, Pin, SlidersHorizontal, UserX, VideoOff } from "lucide-react";
import { recipient } from "../chat/recipient";
import { recipients } from "../chat/recipients";
import { useAbility, useLayout, useMe, usePeople, useSession, useVisit } from "../room/context";
import { openDialog } from "../room/dialogs";
import { togglePin } from "../room/layout";
import { IconButton } from "../ui/button";
import { Menu, MenuItem, MenuLine } from "../ui/menu";
import { letSpeak, lowerHand, mute } from "./hosting";
import { isHost, type Person } from "./store";

interface PersonMenuProps {
  person: Person;
  name: string;
  me: boolean;
  /** A host looks, and this person is none. */
  managed: boolean;
  maySpeak: boolean;
}

export function PersonMenu({ person, name, me, managed, maySpeak }: PersonMenuProps) {
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
      {managed && <HostItems person={person} name={name} maySpeak={maySpeak} />}
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

function HostItems({ person, name, maySpeak }: { person: Person; name: string; maySpeak: boolean }) {
  const visit = useVisit();
  const { userId } = person;
  return (
    <>
      {(!maySpeak || person.hand) && (
        <MenuItem icon={<MessageCircle size={18} aria-hidden />} onSelect={() => void letSpeak(visit, person, maySpeak)}>
          Let speak
        </MenuItem>
      )}
      {person.hand && (
        <MenuItem icon={<Hand size={18} aria-hidden />} onSelect={() => lowerHand(visit, userId)}>
          Lower hand
        </MenuItem>
      )}
      {person.audio && (
        <MenuItem icon={<MicOff size={18} aria-hidden />} onSelect={() => mute(visit, userId, "audio")}>
          Mute
        </MenuItem>
      )}
      {person.video && (
        <MenuItem icon={<VideoOff size={18} aria-hidden />} onSelect={() => mute(visit, userId, "video")}>
          Turn off the camera
        </MenuItem>
      )}
      {person.screen && (
        <MenuItem icon={<MonitorX size={18} aria-hidden />} onSelect={() => mute(visit, userId, "screen")}>
          Stop the shared screen
        </MenuItem>
      )}
      <MenuItem
        icon={<SlidersHorizontal size={18} aria-hidden />}
        onSelect={() => openDialog({ name: "rights", userId, fullName: name })}
      >
        Permissions…
      </MenuItem>
      <MenuLine />
    </>
  );
}

function useMayWriteTo(userId: string, me: string): boolean {
  const abilities = useSession((state) => state.abilities);
  return usePeople((state) => recipients(state, abilities, me).some((person) => person.userId === userId));
}
