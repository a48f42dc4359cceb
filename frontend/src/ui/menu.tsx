/** Menus that open from a button: actions, switches and choices of one. */
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes";
import { Key } from "./tip";

const ITEM =
  "flex min-h-9 w-full cursor-default items-center gap-2.5 rounded-control px-2.5 py-1.5 text-sm outline-none select-none " +
  "pointer-coarse:min-h-11 data-[highlighted]:bg-hover data-[disabled]:opacity-50";

interface MenuProps {
  trigger: ReactElement;
  label: string;
  side?: "top" | "bottom";
  align?: "start" | "center" | "end";
  children: ReactNode;
}

export function Menu({ trigger, label, side = "top", align = "center", children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={10}
          collisionPadding={8}
          className="z-40 max-h-(--radix-dropdown-menu-content-available-height) w-72 overflow-y-auto rounded-card border border-line bg-raised p-1.5 text-text shadow-float data-[state=open]:animate-fade"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  shortcut?: string;
  tone?: "plain" | "danger";
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, shortcut, tone = "plain", disabled, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      className={classes(ITEM, tone === "danger" && "text-danger")}
      disabled={disabled ?? false}
      onSelect={onSelect}
    >
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {shortcut && <Key>{shortcut}</Key>}
    </DropdownMenu.Item>
  );
}

interface MenuSwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  icon?: ReactNode;
  children: ReactNode;
}

export function MenuSwitch({ checked, onChange, icon, children }: MenuSwitchProps) {
  return (
    <DropdownMenu.CheckboxItem className={ITEM} checked={checked} onCheckedChange={onChange}>
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      <DropdownMenu.ItemIndicator>
        <Check size={16} aria-hidden />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  );
}

interface MenuChoiceProps {
  title: string;
  value: string;
  choices: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

export function MenuChoice({ title, value, choices, onChange }: MenuChoiceProps) {
  return (
    <>
      <DropdownMenu.Label className="px-2.5 pb-1 pt-2 text-xs font-medium text-muted">{title}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup value={value} onValueChange={onChange} aria-label={title}>
        {choices.map((choice) => (
          <DropdownMenu.RadioItem key={choice.value} value={choice.value} className={ITEM}>
            <span className="grid size-4 flex-none place-items-center">
              <DropdownMenu.ItemIndicator>
                <Check size={16} aria-hidden />
              </DropdownMenu.ItemIndicator>
            </span>
            <span className="min-w-0 flex-1 truncate">{choice.label}</span>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className="mx-1 my-1.5 h-px bg-line" />;
}
