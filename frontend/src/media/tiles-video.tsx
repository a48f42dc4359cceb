/** A track as a picture. A camera held upright is shown whole, everything else fills its tile. */
import { useEffect, useRef, useState } from "react";
import { classes } from "../ui/classes";
import { attachTrack } from "./attach";

interface VideoProps {
  track: MediaStreamTrack;
  label: string;
  mirrored?: boolean;
  whole?: boolean;
  className?: string;
}

export function Video({ track, label, mirrored = false, whole = false, className }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  const [upright, setUpright] = useState(false);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    attachTrack(video, track);
    return () => attachTrack(video, null);
  }, [track]);
  return (
    <video
      ref={element}
      muted
      playsInline
      autoPlay
      aria-label={label}
      onResize={(event) => setUpright(event.currentTarget.videoHeight > event.currentTarget.videoWidth)}
      className={classes(
        "absolute inset-0 size-full",
        whole || upright ? "object-contain" : "object-cover",
        mirrored && "-scale-x-100",
        className,
      )}
    />
  );
}
