// The pages as tabs. Hosts add, name, order and delete them and show one to all; everybody may look at another alone.
import { ChevronDown, Plus } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import type { BoardPage } from "../room/protocol";
import { IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import { Menu, MenuItem, MenuLine } from "../ui/menu";
import type { PageActions } from "./page-actions";

interface PagesBarProps {
  pages: readonly BoardPage[];
  seen: string | null;
  /** The page that all see. */
  active: string | null;
  isHost: boolean;
  actions: PageActions;
  onDelete: (page: BoardPage) => void;
}

const MOST_TITLE_CHARACTERS = 100;

export function PagesBar({ pages, seen, active, isHost, actions, onDelete }: PagesBarProps) {
  const [renaming, setRenaming] = useState<string | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const page = pages[at];
    if (!page) return;
    if (event.key === "F2" && isHost) setRenaming(page.id);
    else if (event.key === "Delete" && isHost && pages.length > 1) onDelete(page);
    else if (step !== 0 && event.altKey && isHost) actions.move(page.id, at + step);
    else if (step !== 0) list.current?.querySelectorAll<HTMLElement>("[role=tab]")[at + step]?.focus();
    else return;
    event.preventDefault();
  };

  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      <div ref={list} role="tablist" aria-label="Pages" className="bar-scroll flex min-w-0 items-center gap-1 overflow-x-auto p-1">
        {pages.map((page, at) =>
          renaming === page.id ? (
            <TitleField
              key={page.id}
              title={page.title}
              onDone={(title) => {
                setRenaming(null);
                if (title !== null && title !== page.title) actions.rename(page.id, title);
              }}
            />
          ) : (
            <button
              key={page.id}
              type="button"
              role="tab"
              aria-selected={page.id === seen}
              tabIndex={page.id === seen ? 0 : -1}
              title={page.id === active ? `${page.title}: the page that all see` : page.title}
              draggable={isHost}
              onClick={() => actions.choose(page.id)}
              onDoubleClick={() => isHost && setRenaming(page.id)}
              onKeyDown={(event) => onKeyDown(event, at)}
              onDragStart={() => setDragged(page.id)}
              onDragEnd={() => {
                setDragged(null);
                setOver(null);
              }}
              onDragOver={(event) => {
                if (dragged === null) return;
                event.preventDefault();
                setOver(at);
              }}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== null && dragged !== page.id) actions.move(dragged, at);
              }}
              className={classes(
                "flex h-8 max-w-44 flex-none items-center gap-1.5 rounded-control px-2.5 text-sm pointer-coarse:h-11",
                page.id === seen ? "bg-hover font-medium text-text" : "text-muted hover:bg-hover hover:text-text",
                over === at && dragged !== null && dragged !== page.id && "outline-2 outline-accent",
              )}
            >
              {page.id === active && pages.length > 1 && <span aria-hidden className="size-1.5 flex-none rounded-full bg-live" />}
              <span className="truncate">{page.title}</span>
              {page.id === active && <span className="sr-only">(shown to all)</span>}
            </button>
          ),
        )}
      </div>
      {isHost && seen !== null && (
        <PageMenu
          pages={pages}
          seen={seen}
          active={active}
          actions={actions}
          onRename={() => setRenaming(seen)}
          onDelete={onDelete}
        />
      )}
      {isHost && (
        <IconButton label="Add a page" side="bottom" className="flex-none" onClick={() => actions.add()}>
          <Plus size={18} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

function TitleField({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const [value, setValue] = useState(title);
  return (
    <input
      // eslint-disable-next-line jsx-a11y/no-autofocus -- it takes the place of the tab that was just activated
      autoFocus
      aria-label="Title of the page"
      value={value}
      maxLength={MOST_TITLE_CHARACTERS}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setValue(event.currentTarget.value)}
      onBlur={() => onDone(value.trim() || null)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onDone(value.trim() || null);
        if (event.key === "Escape") onDone(null);
      }}
      className="h-8 w-36 flex-none rounded-control border border-line-strong bg-ground px-2 text-sm pointer-coarse:h-11"
    />
  );
}

interface PageMenuProps extends Pick<PagesBarProps, "pages" | "active" | "actions" | "onDelete"> {
  seen: string;
  onRename: () => void;
}

function PageMenu({ pages, seen, active, actions, onRename, onDelete }: PageMenuProps) {
  const at = pages.findIndex(({ id }) => id === seen);
  const page = pages[at];
  if (!page) return null;
  return (
    <Menu
      label="Page"
      side="bottom"
      align="start"
      trigger={
        <IconButton label={`Page “${page.title}”`} side="bottom" className="flex-none">
          <ChevronDown size={16} aria-hidden />
        </IconButton>
      }
    >
      {seen !== active && <MenuItem onSelect={() => actions.show(seen)}>Show this page to all</MenuItem>}
      {pages
        .filter(({ id }) => id !== seen)
        .slice(0, 8)
        .map((other) => (
          <MenuItem key={other.id} onSelect={() => actions.browse(other.id)}>
            Look at “{other.title}” alone
          </MenuItem>
        ))}
      {pages.length > 1 && <MenuLine />}
      <MenuItem shortcut="F2" onSelect={() => window.setTimeout(onRename)}>
        Rename
      </MenuItem>
      <MenuItem shortcut="Alt ←" disabled={at === 0} onSelect={() => actions.move(seen, at - 1)}>
        Move left
      </MenuItem>
      <MenuItem shortcut="Alt →" disabled={at === pages.length - 1} onSelect={() => actions.move(seen, at + 1)}>
        Move right
      </MenuItem>
      <MenuItem tone="danger" disabled={pages.length === 1} onSelect={() => onDelete(page)}>
        Delete page
      </MenuItem>
    </Menu>
  );
}
