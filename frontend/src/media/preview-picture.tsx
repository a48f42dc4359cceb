/** The picture one will send, the two switches for it, and what to do when a device cannot be had. */
import { Mic, MicOff, TriangleAlert, Video as Camera, VideoOff } from "lucide-react";
import { useReadable } from "../room/context";
import { Avatar } from "../ui/avatar";
import { Button } from "../ui/button";
import { BarButton } from "./controls-button";
import type { Devices } from "./devices";
import type { DeviceState } from "./types";
import { Video } from "./tiles-video";

interface PreviewPictureProps {
  devices: Devices;
  name: string;
  userId: string;
}

export function PreviewPicture({ devices, name, userId }: PreviewPictureProps) {
  const { microphone, camera } = useReadable(devices);
  return (
    <section aria-label="Your picture and sound" className="flex min-w-0 flex-col gap-3">
      <div className="relative aspect-video overflow-hidden rounded-card bg-raised">
        {camera.on && camera.track ? (
          <Video track={camera.track} label="Your camera" mirrored />
        ) : (
          <div className="absolute inset-0 grid place-content-center justify-items-center gap-3 pb-10">
            <Avatar userId={userId} name={name} className="size-20 text-xl" />
            <p className="text-sm text-muted">{stateOf(camera)}</p>
          </div>
        )}
        <div className="absolute inset-x-0 bottom-3 flex justify-center gap-2">
          <BarButton
            label={microphone.on ? "Turn off microphone" : "Turn on microphone"}
            look={microphone.on ? "plain" : "off"}
            onClick={() => void devices.setMicrophone(!microphone.on)}
          >
            {microphone.on ? <Mic size={20} aria-hidden /> : <MicOff size={20} aria-hidden />}
          </BarButton>
          <BarButton
            label={camera.on ? "Turn off camera" : "Turn on camera"}
            look={camera.on ? "plain" : "off"}
            onClick={() => void devices.setCamera(!camera.on)}
          >
            {camera.on ? <Camera size={20} aria-hidden /> : <VideoOff size={20} aria-hidden />}
          </BarButton>
        </div>
      </div>
      <Advice devices={devices} states={[microphone, camera]} />
    </section>
  );
}

function stateOf(camera: DeviceState): string {
  if (camera.access === "asking") return "Your browser asks for camera and microphone. Allow them, or come in without.";
  return camera.wanted && camera.access === "idle" ? "Starting the camera…" : "Camera is off";
}

/** One box for both devices: the same sentence is said once. */
function Advice({ devices, states }: { devices: Devices; states: readonly DeviceState[] }) {
  const words = [...new Set(states.flatMap((state) => (state.advice ? [state.advice] : [])))];
  if (words.length === 0) return null;
  return (
    <div role="status" className="flex items-start gap-3 rounded-card border border-line bg-surface p-4 text-sm">
      <TriangleAlert size={18} className="mt-0.5 flex-none text-warn" aria-hidden />
      <div className="flex flex-col items-start gap-2">
        {words.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className="text-muted">You can come in without: you hear, see and write all the same.</p>
        <Button onClick={() => void devices.retry()}>Try again</Button>
      </div>
    </div>
  );
}
