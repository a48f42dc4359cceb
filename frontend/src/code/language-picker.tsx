// The language of the room's code: a button that opens a list one can search and walk through by keyboard.
import { Check, ChevronDown, Search } from "lucide-react";
import { Popover } from "radix-ui";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { classes } from "../ui/classes";
import { languageOf, searchLanguages, type Language } from "./languages";

interface LanguagePickerProps {
  language: string;
  /** Where one may not edit, the language is only said. */
  disabled: boolean;
  onChange: (id: string) => void;
}

const BUTTON =
  "inline-flex h-9 min-w-0 items-center gap-1.5 rounded-control px-2.5 text-sm font-medium pointer-coarse:h-11";

export function LanguagePicker({ language, disabled, onChange }: LanguagePickerProps) {
  const [open, setOpen] = useState(false);
  const { name } = languageOf(language);
  if (disabled) {
    return (
      <span className={BUTTON}>
        <span className="sr-only">Language: </span>
        <span className="truncate">{name}</span>
      </span>
    );
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={classes(BUTTON, "hover:bg-hover")} aria-label={`Language: ${name}`}>
        <span className="truncate">{name}</span>
        <ChevronDown size={16} className="flex-none text-muted" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Choose the language"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-40 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-72 max-w-[calc(100vw-1rem)] flex-col rounded-card border border-line bg-raised text-text shadow-float data-[state=open]:animate-fade"
        >
          <LanguageList
            language={language}
            onChoose={(id) => {
              setOpen(false);
              if (id !== language) onChange(id);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function LanguageList({ language, onChoose }: { language: string; onChoose: (id: string) => void }) {
  const listId = useId();
  const [query, setQuery] = useState("");
  const found = searchLanguages(query);
  const [marked, setMarked] = useState(() => Math.max(0, found.findIndex((entry) => entry.id === language)));
  const list = useRef<HTMLDivElement>(null);
  const current = found[Math.min(marked, found.length - 1)];
  const optionId = (entry: Language): string => `${listId}-${entry.id}`;

  useEffect(() => {
    list.current?.querySelector("[data-marked]")?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined) setMarked(Math.max(0, Math.min(found.length - 1, marked + step)));
    else if (event.key === "Enter" && current) onChoose(current.id);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex flex-none items-center gap-2 border-b border-line px-3">
        <Search size={16} className="flex-none text-muted" aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-label="Search languages"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={current && optionId(current)}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Search languages"
          className="h-11 min-w-0 flex-1 bg-transparent text-sm text-text outline-none placeholder:text-muted"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setMarked(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={listId} role="listbox" aria-label="Languages" className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {found.map((entry) => (
          // The keys are taken by the search field, which keeps the focus (WAI-ARIA "combobox with listbox").
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={entry.id}
            id={optionId(entry)}
            role="option"
            aria-selected={entry.id === language}
            data-marked={entry === current ? "" : undefined}
            className={classes(
              "flex min-h-9 cursor-default items-center gap-2.5 rounded-control px-2.5 py-1.5 text-sm pointer-coarse:min-h-11",
              entry === current && "bg-hover",
            )}
            onPointerMove={() => setMarked(found.indexOf(entry))}
            onClick={() => onChoose(entry.id)}
          >
            <span className="grid size-4 flex-none place-items-center">
              {entry.id === language && <Check size={16} aria-hidden />}
            </span>
            <span className="min-w-0 flex-1 truncate">{entry.name}</span>
            <span className="flex-none font-mono text-xs text-muted">.{entry.extension}</span>
          </div>
        ))}
        {found.length === 0 && <p className="px-2.5 py-3 text-sm text-muted">No language of that name.</p>}
      </div>
    </>
  );
}
