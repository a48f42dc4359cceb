/** A text to hand on: shown whole, copied by a button. */
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";
import { Field } from "./field";

export function CopyLine({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState("");
  const copy = async (field: HTMLInputElement | null) => {
    field?.select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    } catch {
      // No clipboard without https; the text is selected and can be copied by hand.
    }
  };
  const done = copied === text;
  return (
    <div className="flex items-end gap-2">
      <Field
        label={label}
        readOnly
        value={text}
        className="min-w-0 flex-1"
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        aria-label={`Copy: ${label}`}
        onClick={(event) => void copy(event.currentTarget.parentElement?.querySelector("input") ?? null)}
      >
        {done ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
        <span role="status">{done ? "Copied" : "Copy"}</span>
      </Button>
    </div>
  );
}
