/** A person without a picture: initials on the person's colour. */
import { initials, personColourValue } from "../people/colour";
import { classes } from "./classes";

interface AvatarProps {
  userId: string;
  name: string;
  className?: string;
}

export function Avatar({ userId, name, className }: AvatarProps) {
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
