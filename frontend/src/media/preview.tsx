/** Before entering: how one looks and sounds, which devices, which name; entering works without any of them. */
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { readName } from "../room/guest-name";
import { isGuestHere, type Me, type Page } from "../room/page";
import type { Devices } from "./devices";
import type { MicrophoneLevels } from "./levels";
import { DeviceChoices } from "./preview-devices";
import { EntryForm, GuestForm } from "./preview-entry";
import { PreviewPicture } from "./preview-picture";

interface PreviewProps {
  page: Page;
  devices: Devices;
  levels: MicrophoneLevels;
  /** As whom: a guest becomes somebody only by coming in. */
  onEnter: (me: Me) => void;
}

export function Preview({ page, devices, levels, onEnter }: PreviewProps) {
  const { me } = page;
  const [name, setName] = useState(() => me?.fullName ?? readName());
  return (
    <main className="min-h-dvh overflow-y-auto bg-ground text-text">
      <div className="mx-auto flex min-h-dvh max-w-5xl flex-col justify-center gap-8 px-4 py-8 md:grid md:grid-cols-[3fr_2fr] md:items-center md:gap-10">
        <PreviewPicture devices={devices} name={name} userId={me?.userId ?? ""} />
        <div className="flex min-w-0 flex-col gap-6">
          <header>
            <WayBack page={page} />
            <h1 className="text-xl font-semibold [overflow-wrap:anywhere]">{page.roomName}</h1>
            {me && (
              <p className="mt-1.5 text-sm text-muted [overflow-wrap:anywhere]">
                You come in as <strong className="font-semibold text-text">{me.fullName || me.username}</strong>
                {me.isGuest && ", a guest"}
              </p>
            )}
          </header>
          {me ? (
            <EntryForm page={page} onEnter={() => onEnter(me)} />
          ) : (
            <GuestForm page={page} name={name} onName={setName} onEnter={onEnter} />
          )}
          <details className="group rounded-card border border-line bg-surface" open={matchMedia("(min-width: 768px)").matches}>
            <summary className="cursor-pointer rounded-card px-4 py-3 text-sm font-medium">Microphone, camera, speaker</summary>
            <div className="px-4 pb-4">
              <DeviceChoices devices={devices} levels={levels} />
            </div>
          </details>
        </div>
      </div>
    </main>
  );
}

function WayBack({ page }: { page: Page }) {
  const guest = isGuestHere(page);
  return (
    <a
      href={guest ? page.startUrl : page.dashboardUrl}
      className="-ml-2 mb-3 inline-flex h-9 items-center gap-1.5 rounded-control px-2 text-sm text-muted hover:bg-hover hover:text-text pointer-coarse:h-11"
    >
      <ArrowLeft size={16} aria-hidden /> {guest ? "FuseMeet" : "Dashboard"}
    </a>
  );
}
