/** A person's picture; without one, or where it is gone meanwhile, initials on the person's colour. */
import { useState } from "react";
import { initials, personColourValue } from "../people/colour";
import { classes } from "./classes";

interface AvatarProps {
  userId: string;
  name: string;
  picture?: string | null;
  className?: string;
}

export function Avatar({ userId, name, picture, className }: AvatarProps) {
  const [gone, setGone] = useState<string | null>(null);
  if (picture && picture !== gone) {
    return (
      <img
        src={picture}
        alt=""
        draggable={false}
        onError={() => {
          setGone(picture);
        }}
        className={classes("flex-none select-none rounded-full object-cover", className)}
      />
    );
  }
  return (
    <span
      aria-hidden
      style={{ background: personColourValue(userId) }}
      className={classes(
        "grid flex-none select-none place-items-center rounded-full font-semibold text-person-ink",
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}
