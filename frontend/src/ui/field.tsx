/** A form field: label above, help and error below. */
import { useId, type ComponentProps } from "react";
import { classes } from "./classes";

type FieldProps = ComponentProps<"input"> & { label: string; help?: string; error?: string | null };

export const INPUT =
  "w-full rounded-control border border-line-strong bg-ground px-3 text-base text-text placeholder:text-muted " +
  "h-10 pointer-coarse:h-11";

export function Field({ label, help, error, className, ...rest }: FieldProps) {
  const id = useId();
  const about = error ?? help;
  return (
    <div className={classes("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        className={classes(INPUT, Boolean(error) && "border-danger")}
        aria-invalid={Boolean(error)}
        {...(about ? { "aria-describedby": `${id}-about` } : {})}
        {...rest}
      />
      {about && (
        <p id={`${id}-about`} className={classes("text-sm", error ? "text-danger" : "text-muted")}>
          {about}
        </p>
      )}
    </div>
  );
}
