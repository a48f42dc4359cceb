// Which language's template to begin with: the room's own first, then all that there are.
import { Dialog } from "../ui/dialog";
import { classes } from "../ui/classes";
import { languageOf } from "./languages";
import { TEMPLATES } from "./templates";

interface TemplateDialogProps {
  language: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChoose: (language: string, text: string) => void;
}

export default function TemplateDialog({ language, open, onOpenChange, onChoose }: TemplateDialogProps) {
  const ids = Object.keys(TEMPLATES).sort((a, b) => languageOf(a).name.localeCompare(languageOf(b).name));
  const first = ids.filter((id) => id === language);
  return (
    <Dialog
      title="Start from a template"
      description="A small program that runs, in one of these languages. The room’s language changes with it."
      open={open}
      onOpenChange={onOpenChange}
    >
      <ul aria-label="Templates" className="grid grid-cols-2 gap-1.5">
        {[...first, ...ids.filter((id) => id !== language)].map((id) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onChoose(id, TEMPLATES[id] ?? "")}
              className={classes(
                "flex min-h-10 w-full items-center rounded-control border px-3 text-left text-sm hover:bg-hover pointer-coarse:min-h-11",
                id === language ? "border-accent font-semibold" : "border-line",
              )}
            >
              {languageOf(id).name}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
