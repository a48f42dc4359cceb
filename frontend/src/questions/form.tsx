/** Where a question is written or changed: its text, how hard it is, what it is about. */
import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { describeProblem } from "../room/api";
import { Button } from "../ui/button";
import { Choose } from "../ui/choose";
import { INPUT } from "../ui/field";
import { CATEGORY_CHARACTERS, categoryOf, DIFFICULTIES, inWords, type Difficulty, type QuestionFields } from "./question";

interface QuestionFormProps {
  /** What the form is called: "New question". */
  title: string;
  action: string;
  first: QuestionFields;
  categories: readonly string[];
  /** Rejects with what is wrong; the form then stays as it is. */
  onSave: (fields: QuestionFields) => Promise<void>;
  onCancel: () => void;
  /** Told each change, so that it can be kept. */
  onType?: (fields: QuestionFields) => void;
}

export function QuestionForm({ title, action, first, categories, onSave, onCancel, onType }: QuestionFormProps) {
  const [fields, setFields] = useState(() => ({ ...first, category: inWords(first.category) }));
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => area.current?.focus(), []);

  const change = (part: Partial<QuestionFields>) => {
    const next = { ...fields, ...part };
    setFields(next);
    onType?.(next);
  };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (saving) return;
    if (!fields.question.trim()) {
      setProblem("Write the question first.");
      area.current?.focus();
      return;
    }
    setSaving(true);
    setProblem(null);
    try {
      await onSave({ ...fields, question: fields.question.trim(), category: categoryOf(fields.category, categories) });
    } catch (error) {
      setProblem(describeProblem(error));
      setSaving(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onCancel();
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the fields inside
    <form
      aria-label={title}
      onSubmit={(event) => void submit(event)}
      onKeyDown={onKeyDown}
      className="flex flex-col gap-3 rounded-control border border-line-strong bg-ground p-3"
    >
      <div className="flex flex-col gap-1.5">
        <label htmlFor={`${id}-text`} className="text-sm font-medium">
          Question
        </label>
        <textarea
          ref={area}
          id={`${id}-text`}
          rows={4}
          value={fields.question}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-problem` : undefined}
          className="field-sizing-content max-h-72 min-h-24 w-full resize-none rounded-control border border-line-strong bg-surface px-3 py-2 text-base"
          onChange={(event) => change({ question: event.target.value })}
        />
      </div>
      <div className="flex gap-2">
        <Choose
          label="Difficulty"
          value={fields.difficulty}
          choices={DIFFICULTIES}
          onChange={(value) => change({ difficulty: value as Difficulty })}
        />
        <div className="flex min-w-0 flex-1 flex-col gap-1.5">
          <label htmlFor={`${id}-category`} className="text-sm font-medium">
            Category
          </label>
          <input
            id={`${id}-category`}
            list={`${id}-categories`}
            maxLength={CATEGORY_CHARACTERS}
            value={fields.category}
            className={INPUT}
            onChange={(event) => change({ category: event.target.value })}
          />
          <datalist id={`${id}-categories`}>
            {categories.map((category) => (
              <option key={category} value={inWords(category)} />
            ))}
          </datalist>
        </div>
      </div>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button tone="primary" type="submit" disabled={saving}>
          {action}
        </Button>
      </div>
    </form>
  );
}
