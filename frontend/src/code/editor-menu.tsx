// How I see the code (font size, tab width, wrap) and taking it along: one menu in the header.
import { Copy, Download, EllipsisVertical, WrapText } from "lucide-react";
import { useStore } from "zustand";
import { IconButton } from "../ui/button";
import { Menu, MenuChoice, MenuItem, MenuLine, MenuSwitch } from "../ui/menu";
import { FONT_SIZES, preferences, setPreferences, TAB_SIZES } from "./preferences";

interface EditorMenuProps {
  /** Null while there is no text to take. */
  onCopy: (() => void) | null;
  onDownload: (() => void) | null;
}

export function EditorMenu({ onCopy, onDownload }: EditorMenuProps) {
  const { fontSize, tabSize, wordWrap } = useStore(preferences);
  return (
    <Menu
      label="Editor"
      side="bottom"
      align="end"
      trigger={
        <IconButton label="Editor settings" side="bottom">
          <EllipsisVertical size={18} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<Copy size={16} aria-hidden />} disabled={!onCopy} onSelect={() => onCopy?.()}>
        Copy all
      </MenuItem>
      <MenuItem icon={<Download size={16} aria-hidden />} disabled={!onDownload} onSelect={() => onDownload?.()}>
        Download
      </MenuItem>
      <MenuLine />
      <MenuSwitch
        icon={<WrapText size={16} aria-hidden />}
        checked={wordWrap}
        onChange={(checked) => setPreferences({ wordWrap: checked })}
      >
        Wrap long lines
      </MenuSwitch>
      <MenuChoice
        title="Font size"
        value={String(fontSize)}
        choices={FONT_SIZES.map((size) => ({ value: String(size), label: `${String(size)} px` }))}
        onChange={(value) => setPreferences({ fontSize: Number(value) })}
      />
      <MenuChoice
        title="Tab width"
        value={String(tabSize)}
        choices={TAB_SIZES.map((size) => ({ value: String(size), label: `${String(size)} columns` }))}
        onChange={(value) => setPreferences({ tabSize: Number(value) })}
      />
    </Menu>
  );
}
