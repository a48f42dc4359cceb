/** The parts of the people panel: a heading with its number and what can be done with all of them, small buttons. */
import type { ComponentProps, ReactNode } from "react";
import { Button } from "../ui/button";
import { classes } from "../ui/classes";

interface SectionHeadProps {
  title: string;
  count: number;
  children?: ReactNode;
}

export function SectionHead({ title, count, children }: SectionHeadProps) {
  return (
    <div className="flex min-h-12 items-center gap-2 pl-4 pr-3 pt-2">
      <h2 className="flex-1 text-xs font-medium text-muted">
        {title} <span className="tabular-nums">({count})</span>
      </h2>
      {children}
    </div>
  );
}

/** Beside a person or a heading: as low as a line of text, as high as a finger on a phone. */
export function SmallButton({ className, ...rest }: ComponentProps<typeof Button>) {
  return <Button className={classes("h-8! flex-none px-2.5! text-xs pointer-coarse:h-11!", className)} {...rest} />;
}
