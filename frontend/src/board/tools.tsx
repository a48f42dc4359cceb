// The buttons above the page: one's own undo, notes, images; export, and what hosts may do with the whole.
import { Download, EllipsisVertical, Eraser, Eye, EyeOff, ImagePlus, Redo2, StickyNote, Undo2 } from "lucide-react";
import { useRef, useSyncExternalStore } from "react";
import { IconButton } from "../ui/button";
import { Menu, MenuItem, MenuLine } from "../ui/menu";
import type { ExportKind } from "./export";
import { NOTE_COLOURS, type NoteColour } from "./make";
import type { OwnUndo } from "./undo";

interface DrawToolsProps {
  undo: OwnUndo;
  onUndo: () => void;
  onRedo: () => void;
  onNote: (colour: NoteColour) => void;
  onImages: (files: readonly File[]) => void;
}

export function DrawTools({ undo, onUndo, onRedo, onNote, onImages }: DrawToolsProps) {
  const can = useSyncExternalStore(undo.subscribe, undo.snapshot);
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label="Undo" shortcut="Ctrl Z" side="bottom" disabled={!can.undo} onClick={onUndo}>
        <Undo2 size={18} aria-hidden />
      </IconButton>
      <IconButton label="Redo" shortcut="Ctrl ⇧ Z" side="bottom" disabled={!can.redo} onClick={onRedo}>
        <Redo2 size={18} aria-hidden />
      </IconButton>
      <Menu
        label="Colour of the note"
        side="bottom"
        trigger={
          <IconButton label="Add a note" side="bottom">
            <StickyNote size={18} aria-hidden />
          </IconButton>
        }
      >
        {NOTE_COLOURS.map((colour) => (
          <MenuItem
            key={colour.name}
            icon={
              <span aria-hidden className="size-5 flex-none rounded-[4px] border" style={{ background: colour.fill, borderColor: colour.edge }} />
            }
            onSelect={() => onNote(colour)}
          >
            {colour.name}
          </MenuItem>
        ))}
      </Menu>
      <IconButton label="Add an image" side="bottom" onClick={() => file.current?.click()}>
        <ImagePlus size={18} aria-hidden />
      </IconButton>
      <input
        ref={file}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        multiple
        hidden
        aria-label="Image for the whiteboard"
        onChange={({ currentTarget }) => {
          onImages([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}

interface BoardMenuProps {
  isHost: boolean;
  visible: boolean;
  manyPages: boolean;
  onExport: (kind: ExportKind, all: boolean) => void;
  onClear: () => void;
  onVisible: (visible: boolean) => void;
}

const KINDS: readonly { kind: ExportKind; name: string }[] = [
  { kind: "png", name: "PNG" },
  { kind: "svg", name: "SVG" },
  { kind: "pdf", name: "PDF" },
];

export function BoardMenu({ isHost, visible, manyPages, onExport, onClear, onVisible }: BoardMenuProps) {
  return (
    <Menu
      label="Whiteboard"
      side="bottom"
      align="end"
      trigger={
        <IconButton label="More about the whiteboard" side="bottom">
          <EllipsisVertical size={18} aria-hidden />
        </IconButton>
      }
    >
      {KINDS.map(({ kind, name }) => (
        <MenuItem key={kind} icon={<Download size={16} aria-hidden />} onSelect={() => onExport(kind, false)}>
          This page as {name}
        </MenuItem>
      ))}
      {manyPages && <MenuLine />}
      {manyPages &&
        KINDS.map(({ kind, name }) => (
          <MenuItem key={kind} icon={<Download size={16} aria-hidden />} onSelect={() => onExport(kind, true)}>
            All pages as {name}
          </MenuItem>
        ))}
      {isHost && <MenuLine />}
      {isHost && (
        <MenuItem
          icon={visible ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
          onSelect={() => onVisible(!visible)}
        >
          {visible ? "Hide from participants" : "Show to participants"}
        </MenuItem>
      )}
      {isHost && (
        <MenuItem tone="danger" icon={<Eraser size={16} aria-hidden />} onSelect={onClear}>
          Clear this page
        </MenuItem>
      )}
    </Menu>
  );
}
