/** Buttons: one primary action in a place, quiet ones beside it, icon buttons that carry their name. */
import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";
import { Tip } from "./tip";

type Tone = "primary" | "quiet" | "outline" | "danger";

const TONES: Record<Tone, string> = {
  primary: "bg-accent text-accent-ink hover:bg-accent-hover font-semibold",
  quiet: "text-text hover:bg-hover",
  outline: "border border-line-strong text-text hover:bg-hover",
  danger: "bg-danger-fill text-danger-ink hover:bg-danger-fill-hover font-semibold",
};

const SHAPE =
  "inline-flex items-center justify-center gap-2 rounded-control text-sm transition-colors select-none " +
  "disabled:opacity-50 disabled:pointer-events-none";

type ButtonProps = ComponentProps<"button"> & { tone?: Tone };

export function Button({ tone = "outline", className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(SHAPE, "h-10 px-4 pointer-coarse:h-11", TONES[tone], className)}
      {...rest}
    />
  );
}

type IconButtonProps = ComponentProps<"button"> & {
  /** The accessible name and the tooltip. */
  label: string;
  shortcut?: string;
  children: ReactNode;
  side?: "top" | "bottom" | "left" | "right";
};

export function IconButton({ label, shortcut, side, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <Tip text={label} {...(shortcut ? { shortcut } : {})} {...(side ? { side } : {})}>
      <button
        type={type}
        aria-label={label}
        className={classes(SHAPE, "size-9 pointer-coarse:size-11 hover:bg-hover text-text", className)}
        {...rest}
      />
    </Tip>
  );
}
