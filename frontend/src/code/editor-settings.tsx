// How I see the code, all in one dialog; each change shows at once behind it and is remembered.
import { useStore } from "zustand";
import { Choose } from "../ui/choose";
import { Dialog } from "../ui/dialog";
import { Toggle } from "../ui/toggle";
import { FONT_SIZES, FONTS, oneOf, preferences, setPreferences, TAB_SIZES, THEMES, type Preferences } from "./preferences";

const KEYS = { spaces: "Spaces", tabs: "Tabs" };

export function EditorSettings({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const wishes = useStore(preferences);
  return (
    <Dialog title="Editor settings" description="For you alone; kept in this browser." open={open} onOpenChange={onOpenChange}>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-[420px]:grid-cols-1">
        <Choose
          label="Theme"
          value={wishes.theme}
          choices={Object.entries(THEMES).map(([value, label]) => ({ value, label }))}
          onChange={(value) => setPreferences({ theme: oneOf(THEMES, value) ?? wishes.theme })}
        />
        <Choose
          label="Font"
          value={wishes.font}
          choices={Object.entries(FONTS).map(([value, { label }]) => ({ value, label }))}
          onChange={(value) => setPreferences({ font: oneOf(FONTS, value) ?? wishes.font })}
        />
        <Choose
          label="Font size"
          value={String(wishes.fontSize)}
          choices={FONT_SIZES.map((size) => ({ value: String(size), label: `${String(size)} px` }))}
          onChange={(value) => setPreferences({ fontSize: Number(value) })}
        />
        <Choose
          label="Tab width"
          value={String(wishes.tabSize)}
          choices={TAB_SIZES.map((size) => ({ value: String(size), label: `${String(size)} columns` }))}
          onChange={(value) => setPreferences({ tabSize: Number(value) })}
        />
        <Choose
          label="The tab key writes"
          value={wishes.insertSpaces ? "spaces" : "tabs"}
          choices={Object.entries(KEYS).map(([value, label]) => ({ value, label }))}
          onChange={(value) => setPreferences({ insertSpaces: value === "spaces" })}
        />
      </div>
      <div className="mt-3 flex flex-col gap-1">
        <Switch name="wordWrap" label="Wrap long lines" wishes={wishes} />
        <Switch name="minimap" label="Show a map of the text at the side" wishes={wishes} />
      </div>
    </Dialog>
  );
}

function Switch({ name, label, wishes }: { name: "wordWrap" | "minimap"; label: string; wishes: Preferences }) {
  return <Toggle label={label} checked={wishes[name]} onChange={(on) => setPreferences({ [name]: on })} />;
}
