/** The choice of microphone, camera and speaker, with a level and a test sound; for the preview and the settings. */
import { Volume2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useReadable } from "../room/context";
import { Button } from "../ui/button";
import { Choose } from "../ui/choose";
import { chosen, choice, deviceChoices } from "./controls-devices";
import type { Devices } from "./devices";
import type { MicrophoneLevels } from "./levels";
import { playTestSound } from "./sound";

interface DeviceChoicesProps {
  devices: Devices;
  levels: MicrophoneLevels;
}

export function DeviceChoices({ devices, levels }: DeviceChoicesProps) {
  const { microphone, camera, speaker } = useReadable(devices);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-2">
        <Choose
          label="Microphone"
          value={chosen(microphone.deviceId)}
          choices={deviceChoices(microphone.choices)}
          onChange={(value) => void devices.chooseMicrophone(choice(value))}
        />
        <Meter levels={levels} />
      </div>
      <Choose
        label="Camera"
        value={chosen(camera.deviceId)}
        choices={deviceChoices(camera.choices)}
        onChange={(value) => void devices.chooseCamera(choice(value))}
      />
      <div className="flex items-end gap-2">
        {speaker.selectable && (
          <Choose
            label="Speaker"
            value={chosen(speaker.deviceId)}
            choices={deviceChoices(speaker.choices)}
            onChange={(value) => devices.chooseSpeaker(choice(value))}
          />
        )}
        <SpeakerTest deviceId={speaker.deviceId} />
      </div>
    </div>
  );
}

/** How loud the microphone is: painted without rendering, twenty times a second. */
export function Meter({ levels }: { levels: MicrophoneLevels }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      levels.onLevel((level) => {
        if (bar.current) bar.current.style.transform = `scaleX(${String(level)})`;
      }),
    [levels],
  );
  return (
    <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-line">
      <div ref={bar} className="h-full origin-left rounded-full bg-live transition-transform duration-75" style={{ transform: "scaleX(0)" }} />
    </div>
  );
}

function SpeakerTest({ deviceId }: { deviceId: string | null }) {
  const [state, setState] = useState<"idle" | "playing" | "failed">("idle");
  const test = () => {
    setState("playing");
    playTestSound(deviceId).then(
      () => setState("idle"),
      () => setState("failed"),
    );
  };
  return (
    <div className="flex flex-none flex-col gap-1">
      <Button onClick={test} disabled={state === "playing"}>
        <Volume2 size={18} aria-hidden /> {state === "playing" ? "Playing…" : "Test sound"}
      </Button>
      <span role="status" className="sr-only">
        {state === "playing" ? "Playing a test sound" : ""}
      </span>
      {state === "failed" && <span className="text-xs text-danger">The sound could not be played.</span>}
    </div>
  );
}
