/** Settings of this browser: devices, theme, own picture, keys. */
import { useStore } from "zustand";
import { DeviceChoices } from "../media/preview-devices";
import { Dialog } from "../ui/dialog";
import { Toggle } from "../ui/toggle";
import { useLayout, useVisit } from "./context";
import { setTheme, theme } from "./theme";

export function SettingsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { layout, call } = useVisit();
  const dark = useStore(theme) === "dark";
  const hideSelf = useLayout((state) => state.hideSelf);
  const spotlight = useLayout((state) => state.tiles === "spotlight");
  const shortcuts = useLayout((state) => state.shortcuts);
  return (
    <Dialog title="Settings" description="They are kept in this browser." open={open} onOpenChange={onOpenChange}>
      <DeviceChoices devices={call.devices} levels={call.levels} />
      <div className="mt-5 flex flex-col gap-1 border-t border-line pt-4">
        <Toggle label="Dark theme" checked={dark} onChange={(on) => setTheme(on ? "dark" : "light")} />
        <Toggle
          label="Spotlight: one person big, the others small"
          checked={spotlight}
          onChange={(on) => layout.setState({ tiles: on ? "spotlight" : "grid", pinned: null })}
        />
        <Toggle label="Hide my own picture" checked={hideSelf} onChange={(on) => layout.setState({ hideSelf: on })} />
        <Toggle label="Keyboard shortcuts" checked={shortcuts} onChange={(on) => layout.setState({ shortcuts: on })} />
      </div>
    </Dialog>
  );
}
