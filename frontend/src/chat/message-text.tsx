/** The words of a message: text as text, links to http(s) only, code in its own type. */
import { useMemo } from "react";
import { cut } from "./markup";

export function MessageText({ message }: { message: string }) {
  const pieces = useMemo(() => cut(message), [message]);
  return (
    <div className="whitespace-pre-wrap break-words text-sm [overflow-wrap:anywhere]">
      {pieces.map((piece, index) => {
        switch (piece.kind) {
          case "text":
            return <span key={index}>{piece.text}</span>;
          case "link":
            return (
              <a
                key={index}
                href={piece.href}
                target="_blank"
                rel="noopener noreferrer nofollow"
                className="text-accent underline underline-offset-2"
              >
                {piece.text}
              </a>
            );
          case "code":
            return (
              <code key={index} className="rounded-[4px] bg-hover px-1 py-0.5">
                {piece.text}
              </code>
            );
          case "block":
            return (
              <pre
                key={index}
                // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
                tabIndex={0}
                aria-label={piece.language ? `Code in ${piece.language}` : "Code"}
                className="my-1.5 overflow-x-auto whitespace-pre rounded-control border border-line bg-ground p-2.5 text-xs"
              >
                <code>{piece.text}</code>
              </pre>
            );
        }
      })}
    </div>
  );
}
