/** Switching one's devices from a button or a key: what cannot be had is said in words. */
import type { Visit } from "../room/visit";
import { toast, toastError } from "../ui/toasts";

const NOT_ALLOWED = {
  audio: "The host has not allowed your microphone.",
  video: "The host has not allowed your camera.",
  screen: "The host has not allowed you to share a screen.",
};

/** Devices that another tab has are not switched here; says so, with the way to bring them over. */
function areElsewhere(visit: Visit): boolean {
  if (!visit.call.mesh.snapshot().elsewhere) return false;
  toast("Sound and picture are in another tab of yours.", {
    action: { label: "Use them here", run: () => visit.call.takeOver() },
  });
  return true;
}

export async function toggleMicrophone(visit: Visit): Promise<void> {
  if (areElsewhere(visit)) return;
  const { devices, mesh } = visit.call;
  const on = !devices.snapshot().microphone.on;
  if (on && !mesh.snapshot().allowed.audio) return toastError(NOT_ALLOWED.audio);
  await devices.setMicrophone(on);
  const { microphone } = devices.snapshot();
  if (on && !microphone.on && microphone.advice) toastError(microphone.advice);
}

export async function toggleCamera(visit: Visit): Promise<void> {
  if (areElsewhere(visit)) return;
  const { devices, mesh } = visit.call;
  const on = !devices.snapshot().camera.on;
  if (on && !mesh.snapshot().allowed.video) return toastError(NOT_ALLOWED.video);
  await devices.setCamera(on);
  const { camera } = devices.snapshot();
  if (on && !camera.on && camera.advice) toastError(camera.advice);
  else if (on && mesh.snapshot().place === "audio") {
    toast("The room has its six pictures; the others hear you, but do not see you.");
  }
}

export async function toggleScreen(visit: Visit): Promise<void> {
  if (areElsewhere(visit)) return;
  const { screen, mesh } = visit.call;
  if (screen.snapshot().on) return screen.stop();
  if (!screen.snapshot().supported) return toastError("This browser cannot share a screen.");
  if (!mesh.snapshot().allowed.screen) return toastError(NOT_ALLOWED.screen);
  await screen.start();
  const { problem } = screen.snapshot();
  if (problem) toastError(problem);
}
