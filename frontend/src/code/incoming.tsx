// A text that comes from a file or a template, where there is text already: in place of it, or at the cursor.
import { Button } from "../ui/button";
import { Ask } from "../ui/dialog";

export interface Incoming {
  text: string;
  /** What it is, within a sentence: “queue.py”, the template for Go. */
  what: string;
  /** The language that it is in; null: not known. */
  language: string | null;
}

interface IncomingDialogProps {
  incoming: Incoming | null;
  onReplace: (incoming: Incoming) => void;
  onInsert: (incoming: Incoming) => void;
  onCancel: () => void;
}

export function IncomingDialog({ incoming, onReplace, onInsert, onCancel }: IncomingDialogProps) {
  const insert = (): void => {
    if (incoming) onInsert(incoming);
  };
  return (
    <Ask
      title="There is text already"
      text={`Should ${incoming?.what ?? ""} take the place of everything that is there, for everybody, or go in where your cursor is? Either can be undone.`}
      action="Replace everything"
      open={incoming !== null}
      onOpenChange={(open) => !open && onCancel()}
      onConfirm={() => incoming && onReplace(incoming)}
      extra={<Button onClick={insert}>Insert at the cursor</Button>}
    />
  );
}
