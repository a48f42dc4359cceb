/** Opens a microphone or a camera: the chosen one, or whichever there is. */
import type { Source } from "./access";
import type { Size } from "./encodings";

export interface Captured {
  track: MediaStreamTrack;
  /** The chosen device was not there, another took its place. */
  fellBack: boolean;
}

export function constraintsFor(source: Source, deviceId: string | null, size: Size): MediaStreamConstraints {
  const device = deviceId === null ? {} : { deviceId: { exact: deviceId } };
  if (source === "microphone") {
    const clean = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return { audio: { ...device, ...clean, channelCount: { ideal: 1 } } };
  }
  const picture = { width: { ideal: size.width }, height: { ideal: size.height }, frameRate: { ideal: 30, max: 30 } };
  return { video: { ...device, ...picture } };
}

/** Rejects with what getUserMedia says when not even another device can be had. */
export async function capture(source: Source, deviceId: string | null, size: Size): Promise<Captured> {
  try {
    return { track: await open(constraintsFor(source, deviceId, size)), fellBack: false };
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    // Unplugged since it was chosen, or held by another program: then any other will do.
    if (deviceId === null || !["OverconstrainedError", "NotFoundError", "NotReadableError"].includes(name)) throw error;
    return { track: await open(constraintsFor(source, null, size)), fellBack: true };
  }
}

async function open(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const track = stream.getTracks()[0];
  if (!track) throw new DOMException("The stream has no track", "NotFoundError");
  return track;
}
