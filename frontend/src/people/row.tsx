/** One person in the list: role, hand, microphone, camera, and what one may do with them. */
import { Hand, Mic, MicOff, MonitorUp, Video, VideoOff } from "lucide-react";
import { memo } from "react";
import { useStore } from "zustand";
import { useAbility, useMe, useSession, useVisit } from "../room/context";
import { roleName } from "../room/session";
import { Avatar } from "../ui/avatar";
import { classes } from "../ui/classes";
import { GuestBadge } from "./guest-badge";
import { letSpeak, lowerHand } from "./hosting";
import { describeExceptions, describeWait, exceptionOf } from "./rights";
import { PersonMenu } from "./row-menu";
import { SmallButton } from "./section";
import { isHost, type Person } from "./store";

interface PersonRowProps {
  person: Person;
  /** Anew every so often: how long a hand is up, which exceptions still hold. */
  now: number;
}

export const PersonRow = memo(function PersonRow({ person, now }: PersonRowProps) {
  const visit = useVisit();
  const me = useMe() === person.userId;
  const managed = useAbility("manage_permissions") && !me && !isHost(person.role);
  const grants = useStore(visit.stores.grants);
  const everybodySpeaks = useSession((state) => state.permissions?.allowMicrophone ?? false);
  const maySpeak = exceptionOf(grants, person.userId, "microphone", now)?.allowed ?? everybodySpeaks;
  const name = person.fullName || person.username;
  const exceptions = managed ? describeExceptions(grants, person.userId, now) : "";
  return (
    <li className={classes("rounded-control px-2 hover:bg-hover", !person.connected && "opacity-70")}>
      <div className="flex min-h-13 items-center gap-3">
        <Avatar userId={person.userId} name={name} picture={person.pictureUrl} className="size-9 text-sm" />
        <div className="min-w-0 flex-1 leading-tight">
          <p className="flex items-center gap-1.5 text-sm font-medium">
            <span className="truncate">{me ? `${name} (you)` : name}</span>
            {person.isGuest && <GuestBadge />}
          </p>
          <p className={classes("mt-0.5 text-xs leading-snug", isHost(person.role) ? "text-accent" : "text-muted")}>
            {person.connected ? roleName(person.role) : "Reconnecting…"}
            {person.hand && ` · hand up ${describeWait(person.handRaisedAt, now)}`}
            {exceptions && ` · ${exceptions}`}
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
        <PersonMenu person={person} name={name} me={me} managed={managed} maySpeak={maySpeak} />
      </div>
      {managed && person.hand && (
        <div className="flex gap-2 pb-2 pl-12 pt-1">
          <SmallButton tone="primary" aria-label={`Let ${name} speak`} onClick={() => void letSpeak(visit, person, maySpeak)}>
            Let speak
          </SmallButton>
          <SmallButton aria-label={`Lower the hand of ${name}`} onClick={() => lowerHand(visit, person.userId)}>
            Lower hand
          </SmallButton>
        </div>
      )}
    </li>
  );
});

function Mark({ icon, label, className }: { icon: React.ReactElement; label: string; className: string }) {
  return (
    <span className={classes("flex-none", className)} title={label}>
      <span aria-hidden>{icon}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
