/** The list that is ordered by dragging: with the mouse, a finger, or the keyboard (space, arrows, space). */
import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
  type DragEndEvent,
  type Modifier,
  type UniqueIdentifier,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useVisit } from "../room/context";
import { moveQuestion } from "./actions";
import { QuestionRow } from "./row";
import type { Question } from "./question";

interface QuestionListProps {
  /** Those that are found. */
  questions: readonly Question[];
  /** All of the room, in order. */
  all: readonly Question[];
  movable: boolean;
}

const HOW =
  "To move a question, press space on its handle, use the arrow keys, and press space again to drop it. Escape leaves it where it was.";

const UP_AND_DOWN: Modifier[] = [({ transform }) => ({ ...transform, x: 0 })];

export function QuestionList({ questions, all, movable }: QuestionListProps) {
  const visit = useVisit();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = all.map(({ id }) => id);
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    void moveQuestion(visit, Number(active.id), after(ids, Number(active.id), Number(over.id)));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={UP_AND_DOWN}
      onDragEnd={onDragEnd}
      accessibility={{ announcements: announcements(ids), screenReaderInstructions: { draggable: HOW } }}
    >
      <SortableContext items={questions.map(({ id }) => id)} strategy={verticalListSortingStrategy} disabled={!movable}>
        <ol aria-label="Questions" className="flex flex-col gap-2">
          {questions.map((question) => (
            <QuestionRow key={question.id} question={question} place={ids.indexOf(question.id)} ids={ids} movable={movable} />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

/** Which question the moved one stands behind when it takes the other's place; null: it is the first. */
export function after(ids: readonly number[], moved: number, target: number): number | null {
  const from = ids.indexOf(moved);
  const to = ids.indexOf(target);
  return (from < to ? ids[to] : ids[to - 1]) ?? null;
}

function announcements(ids: readonly number[]): Announcements {
  const place = (id: UniqueIdentifier) => `${String(ids.indexOf(Number(id)) + 1)} of ${String(ids.length)}`;
  return {
    onDragStart: ({ active }) => `Picked up question ${place(active.id)}.`,
    onDragOver: ({ over }) => (over ? `It would be ${place(over.id)}.` : "It is outside the list."),
    onDragEnd: ({ over }) => (over ? `Dropped at ${place(over.id)}.` : "It stays where it was."),
    onDragCancel: () => "It stays where it was.",
  };
}
