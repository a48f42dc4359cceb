// What one can do with the code besides typing: one menu in the header.
import {
  Copy,
  Download,
  EllipsisVertical,
  FileCode,
  History,
  ScanText,
  Settings,
  Upload,
  Users,
} from "lucide-react";
import { IconButton } from "../ui/button";
import { Menu, MenuItem, MenuLine, MenuSwitch } from "../ui/menu";

export interface EditorActions {
  onCopy: () => void;
  onDownload: () => void;
  onUpload: () => void;
  onTemplate: () => void;
  /** Null: this language, by its name, has no formatter. */
  onFormat: (() => void) | null;
  onHistory: () => void;
  onSettings: () => void;
}

interface EditorMenuProps {
  actions: EditorActions;
  /** Whether the text is here. */
  ready: boolean;
  mayEdit: boolean;
  languageName: string;
  authors: boolean;
  onAuthors: (shown: boolean) => void;
}

const FORMAT_KEYS = navigator.platform.startsWith("Mac") ? "⇧⌥F" : "Shift+Alt+F";

export function EditorMenu({ actions, ready, mayEdit, languageName, authors, onAuthors }: EditorMenuProps) {
  const { onFormat } = actions;
  const writable = ready && mayEdit;
  return (
    <Menu
      label="Editor"
      side="bottom"
      align="end"
      trigger={
        <IconButton label="Editor menu" side="bottom">
          <EllipsisVertical size={18} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem icon={<History size={16} aria-hidden />} disabled={!ready} onSelect={actions.onHistory}>
        History
      </MenuItem>
      <MenuSwitch icon={<Users size={16} aria-hidden />} checked={authors} onChange={onAuthors}>
        Who wrote which line
      </MenuSwitch>
      <MenuLine />
      <MenuItem
        icon={<ScanText size={16} aria-hidden />}
        disabled={!writable || !onFormat}
        {...(onFormat ? { shortcut: FORMAT_KEYS } : {})}
        onSelect={() => onFormat?.()}
      >
        {onFormat ? "Format the code" : `No formatter for ${languageName}`}
      </MenuItem>
      <MenuItem icon={<FileCode size={16} aria-hidden />} disabled={!writable} onSelect={actions.onTemplate}>
        Start from a template…
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Upload size={16} aria-hidden />} disabled={!writable} onSelect={actions.onUpload}>
        Upload a file…
      </MenuItem>
      <MenuItem icon={<Download size={16} aria-hidden />} disabled={!ready} onSelect={actions.onDownload}>
        Download
      </MenuItem>
      <MenuItem icon={<Copy size={16} aria-hidden />} disabled={!ready} onSelect={actions.onCopy}>
        Copy all
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Settings size={16} aria-hidden />} onSelect={actions.onSettings}>
        Editor settings…
      </MenuItem>
    </Menu>
  );
}
