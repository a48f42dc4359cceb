/** Microphone and camera in the bar, each with the choice of device beside it. */
import { ChevronDown, Mic, MicOff, Video as Camera, VideoOff } from "lucide-react";
import { useReadable, useVisit } from "../room/context";
import { Menu, MenuChoice, MenuLine } from "../ui/menu";
import { toggleCamera, toggleMicrophone } from "./controls-actions";
import { BarArrow, BarButton } from "./controls-button";
import type { DeviceChoice } from "./types";

const STANDARD = "default";

/** The choices for a menu; the browser's default is one of them. */
export function deviceChoices(choices: readonly DeviceChoice[]): { value: string; label: string }[] {
  const named = choices.map(({ deviceId, label }) => ({ value: deviceId || STANDARD, label }));
  return named.some(({ value }) => value === STANDARD) ? named : [{ value: STANDARD, label: "Default" }, ...named];
}

export const chosen = (deviceId: string | null): string => deviceId ?? STANDARD;
export const choice = (value: string): string | null => (value === STANDARD ? null : value);

export function MicrophoneControl() {
  const visit = useVisit();
  const { devices, mesh } = visit.call;
  const { microphone, speaker } = useReadable(devices);
  const allowed = useReadable(mesh).allowed.audio;
  const look = microphone.on || !allowed ? "plain" : "off";
  const label = !allowed
    ? "Microphone not allowed by the host"
    : microphone.on
      ? "Turn off microphone"
      : "Turn on microphone";
  return (
    <div className="flex flex-none">
      <BarButton
        joined
        look={look}
        label={label}
        shortcut="M"
        aria-disabled={!allowed}
        onClick={() => void toggleMicrophone(visit)}
      >
        {microphone.on ? <Mic size={20} aria-hidden /> : <MicOff size={20} aria-hidden />}
      </BarButton>
      <Menu
        label="Microphone and speaker"
        trigger={
          <BarArrow look={look} label="Choose microphone and speaker">
            <ChevronDown size={16} aria-hidden />
          </BarArrow>
        }
      >
        <MenuChoice
          title="Microphone"
          value={chosen(microphone.deviceId)}
          choices={deviceChoices(microphone.choices)}
          onChange={(value) => void devices.chooseMicrophone(choice(value))}
        />
        {speaker.selectable && (
          <>
            <MenuLine />
            <MenuChoice
              title="Speaker"
              value={chosen(speaker.deviceId)}
              choices={deviceChoices(speaker.choices)}
              onChange={(value) => devices.chooseSpeaker(choice(value))}
            />
          </>
        )}
      </Menu>
    </div>
  );
}

export function CameraControl() {
  const visit = useVisit();
  const { devices, mesh } = visit.call;
  const { camera } = useReadable(devices);
  const allowed = useReadable(mesh).allowed.video;
  const look = camera.on || !allowed ? "plain" : "off";
  const label = !allowed ? "Camera not allowed by the host" : camera.on ? "Turn off camera" : "Turn on camera";
  return (
    <div className="flex flex-none">
      <BarButton
        joined
        look={look}
        label={label}
        shortcut="V"
        aria-disabled={!allowed}
        onClick={() => void toggleCamera(visit)}
      >
        {camera.on ? <Camera size={20} aria-hidden /> : <VideoOff size={20} aria-hidden />}
      </BarButton>
      <Menu
        label="Camera"
        trigger={
          <BarArrow look={look} label="Choose camera">
            <ChevronDown size={16} aria-hidden />
          </BarArrow>
        }
      >
        <MenuChoice
          title="Camera"
          value={chosen(camera.deviceId)}
          choices={deviceChoices(camera.choices)}
          onChange={(value) => void devices.chooseCamera(choice(value))}
        />
      </Menu>
    </div>
  );
}
