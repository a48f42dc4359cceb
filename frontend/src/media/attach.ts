/** Puts a track into a `<video>` element, without a flicker when it is already there. */
export function attachTrack(element: HTMLVideoElement, track: MediaStreamTrack | null): void {
  const shown = element.srcObject instanceof MediaStream ? (element.srcObject.getVideoTracks()[0] ?? null) : null;
  if (shown === track) return;
  element.srcObject = track ? new MediaStream([track]) : null;
  if (!track) return;
  // The sound comes from AudioSink; a silent picture may always play.
  element.muted = true;
  element.playsInline = true;
  // Rejects when another track takes its place first.
  void element.play().catch(() => undefined);
}
