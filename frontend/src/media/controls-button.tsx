/** A button of the bar: an icon, a name, a shortcut; a device that is off is filled red. */
import type { ComponentProps, ReactNode } from "react";
import { classes } from "../ui/classes";
import { Tip } from "../ui/tip";

type Look = "plain" | "on" | "off";

const LOOKS: Record<Look, string> = {
  plain: "bg-raised text-text hover:bg-hover",
  on: "bg-accent-soft text-accent hover:bg-hover",
  off: "bg-danger-fill text-danger-ink hover:bg-danger-fill-hover",
};

type BarButtonProps = Omit<ComponentProps<"button">, "children"> & {
  label: string;
  shortcut?: string;
  look?: Look;
  /** A small number above the icon; 0: none. */
  badge?: number;
  /** Joined to a ▾ button at its right. */
  joined?: boolean;
  children: ReactNode;
};

export function BarButton({ label, shortcut, look = "plain", badge = 0, joined, className, children, ...rest }: BarButtonProps) {
  return (
    <Tip text={label} {...(shortcut ? { shortcut } : {})}>
      <button
        type="button"
        aria-label={badge > 0 ? `${label} (${String(badge)})` : label}
        className={classes(
          "relative grid h-11 w-12 flex-none place-items-center transition-colors focus-visible:z-10 aria-disabled:opacity-50",
          joined ? "rounded-control md:rounded-r-none" : "rounded-control",
          LOOKS[look],
          className,
        )}
        {...rest}
      >
        {children}
        {badge > 0 && (
          <span
            aria-hidden
            className="absolute -right-1 -top-1 grid h-5 min-w-5 place-items-center rounded-full bg-accent px-1 text-xs font-semibold text-accent-ink"
          >
            {badge > 99 ? "99+" : badge}
          </span>
        )}
      </button>
    </Tip>
  );
}

/** The ▾ beside a device; opens its menu. A phone has no room for it: there the settings have the same choice. */
export function BarArrow({ label, look = "plain", children, ...rest }: ComponentProps<"button"> & { label: string; look?: Look }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classes(
        "grid h-11 w-7 flex-none place-items-center rounded-r-control border-l transition-colors focus-visible:z-10 pointer-coarse:w-9 max-md:hidden",
        look === "off" ? "border-white/30" : "border-line",
        LOOKS[look],
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
