/** One question for its hosts: a handle, its text, whether candidates see it, and what can be done with it. */
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ArrowDown, ArrowUp, BookmarkPlus, CodeXml, Ellipsis, Eye, EyeOff, GripVertical, Pencil, TextCursorInput, Trash2 } from "lucide-react";
import { useState } from "react";
import { MessageText } from "../chat/message-text";
import { useAbility, useQuestions, useVisit } from "../room/context";
import { Button, IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import { Menu, MenuItem, MenuLine } from "../ui/menu";
import { deleteQuestion, keepQuestion, moveQuestion, putIntoCode, saveQuestion, showQuestion } from "./actions";
import { QuestionFacts } from "./facts";
import { QuestionForm } from "./form";
import { useAudience } from "./managed";
import { categoriesOf, shortOf, type Question } from "./question";

interface QuestionRowProps {
  question: Question;
  /** From 0, among all of the room. */
  place: number;
  ids: readonly number[];
  movable: boolean;
}

export function QuestionRow({ question, place, ids, movable }: QuestionRowProps) {
  const visit = useVisit();
  const [editing, setEditing] = useState(false);
  const list = useQuestions((state) => state.list);
  if (editing) {
    return (
      <li>
        <QuestionForm
          title={`Change question ${String(place + 1)}`}
          action="Save"
          first={question}
          categories={categoriesOf(list)}
          onSave={async (fields) => {
            await saveQuestion(visit, question, fields);
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      </li>
    );
  }
  return <Line question={question} place={place} ids={ids} movable={movable} onEdit={() => setEditing(true)} />;
}

function Line({ question, place, ids, movable, onEdit }: QuestionRowProps & { onEdit: () => void }) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: question.id,
    attributes: { roleDescription: "question that can be moved" },
  });
  const audience = useAudience();
  const number = place + 1;
  return (
    <li
      ref={setNodeRef}
      data-question={question.id}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={classes(
        "relative rounded-control border bg-ground p-2.5 pl-1",
        question.isVisible ? "border-live" : "border-line",
        isDragging && "z-10 shadow-float",
      )}
    >
      <div className="flex gap-1">
        <button
          ref={setActivatorNodeRef}
          type="button"
          {...attributes}
          {...listeners}
          aria-label={`Move question ${String(number)}: ${shortOf(question.question, 40)}`}
          disabled={!movable}
          className="-mt-1 grid h-8 w-7 flex-none cursor-grab touch-none place-items-center rounded-[4px] text-muted hover:bg-hover disabled:invisible pointer-coarse:h-11 pointer-coarse:w-9"
        >
          <GripVertical size={16} aria-hidden />
        </button>
        <div className="min-w-0 flex-1">
          <div className="max-h-40 overflow-y-auto">
            <MessageText message={question.question} />
          </div>
          <QuestionFacts question={question} />
          <Mark shown={question.isVisible} audience={audience} />
        </div>
      </div>
      <Actions question={question} place={place} ids={ids} movable={movable} onEdit={onEdit} />
    </li>
  );
}

/** What those see who see only what is shown: never told by colour alone. */
function Mark({ shown, audience }: { shown: boolean; audience: string }) {
  return (
    <p className={classes("mt-1 flex items-center gap-1.5 text-xs font-medium", shown ? "text-live" : "text-muted")}>
      {shown ? <Eye size={14} aria-hidden /> : <EyeOff size={14} aria-hidden />}
      {shown ? `Shown to ${audience}` : `Hidden from ${audience}`}
    </p>
  );
}

function Actions({ question, place, ids, movable, onEdit }: QuestionRowProps & { onEdit: () => void }) {
  const visit = useVisit();
  const mayEdit = useAbility("edit_code");
  const [busy, setBusy] = useState(false);
  const number = String(place + 1);
  const show = async () => {
    setBusy(true);
    await showQuestion(visit, question, !question.isVisible);
    setBusy(false);
  };
  return (
    <div className="mt-1.5 flex items-center gap-1 pl-8 pointer-coarse:pl-10">
      <Button
        className="h-9! px-3! pointer-coarse:h-11!"
        aria-label={`${question.isVisible ? "Hide" : "Show"} question ${number}`}
        disabled={busy}
        onClick={() => void show()}
      >
        {question.isVisible ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
        {question.isVisible ? "Hide" : "Show"}
      </Button>
      <span className="flex-1" />
      {mayEdit && (
        <IconButton label={`Put question ${number} into the code as a comment`} side="left" onClick={() => putIntoCode(visit, question, "comment")}>
          <CodeXml size={18} aria-hidden />
        </IconButton>
      )}
      <Menu
        label={`Actions for question ${number}`}
        side="bottom"
        align="end"
        trigger={
          <IconButton label={`More about question ${number}`} side="left">
            <Ellipsis size={18} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil size={18} aria-hidden />} onSelect={onEdit}>
          Change
        </MenuItem>
        {mayEdit && (
          <MenuItem icon={<TextCursorInput size={18} aria-hidden />} onSelect={() => putIntoCode(visit, question, "text")}>
            Put at the cursor as it is
          </MenuItem>
        )}
        <MenuItem icon={<BookmarkPlus size={18} aria-hidden />} onSelect={() => void keepQuestion(visit, question)}>
          Save to my library
        </MenuItem>
        {movable && place > 0 && (
          <MenuItem icon={<ArrowUp size={18} aria-hidden />} onSelect={() => void moveQuestion(visit, question.id, ids[place - 2] ?? null)}>
            Move up
          </MenuItem>
        )}
        {movable && place < ids.length - 1 && (
          <MenuItem icon={<ArrowDown size={18} aria-hidden />} onSelect={() => void moveQuestion(visit, question.id, ids[place + 1] ?? null)}>
            Move down
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem tone="danger" icon={<Trash2 size={18} aria-hidden />} onSelect={() => void deleteQuestion(visit, question)}>
          Delete
        </MenuItem>
      </Menu>
    </div>
  );
}
