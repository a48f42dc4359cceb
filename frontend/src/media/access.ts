/** Why a microphone, camera or screen cannot be had, as a value, and what the person can do about it. */
import type { Access } from "./types";

export type Source = "microphone" | "camera";

/** What this page could do at all, before anything is asked. */
export function accessBefore(): Access {
  if (!window.isSecureContext) return "insecure";
  return typeof navigator.mediaDevices?.getUserMedia === "function" ? "idle" : "unsupported";
}

/** From what getUserMedia threw (Media Capture and Streams, section 10.2). */
export function accessFromError(error: unknown): Access {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
      return "denied";
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "no-device";
    case "NotReadableError":
    case "AbortError":
    case "TrackStartError": // what older browsers said
      return "busy";
    default:
      return "unsupported";
  }
}

export function adviceFor(access: Access, source: Source): string | null {
  switch (access) {
    case "idle":
    case "granted":
      return null;
    case "asking":
      return `Your browser asks for the ${source}: choose “Allow”.`;
    case "denied":
      return `The ${source} is blocked for this site. Click the icon beside the address, allow the ${source}, and try again.`;
    case "no-device":
      return `No ${source} was found. Plug one in; it is used as soon as it is there.`;
    case "busy":
      return `The ${source} is in use by another program. Close that program and try again.`;
    case "insecure":
      return `Browsers give the ${source} only to pages opened over https. Open this page with https.`;
    case "unsupported":
      return `This browser cannot use a ${source}. Try a current Chrome, Edge, Firefox or Safari.`;
  }
}

/** Calls back when the person changes the permission in the browser; returns how to stop. */
export function watchPermission(source: Source, changed: (state: PermissionState) => void): () => void {
  let status: PermissionStatus | null = null;
  let stopped = false;
  const tell = () => status && !stopped && changed(status.state);
  // Not every browser knows these names; without them the next attempt finds out.
  void navigator.permissions
    ?.query({ name: source as PermissionName })
    .then((found) => {
      status = found;
      found.addEventListener("change", tell);
      tell();
    })
    .catch(() => undefined);
  return () => {
    stopped = true;
    status?.removeEventListener("change", tell);
  };
}
