// The code of the room: a slim header (language, who is here, saved or not) and the editor. Loaded when opened.
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useStore, type StoreApi } from "zustand";
import { roomDocument } from "../documents/of-room";
import type { SaveStatus } from "../documents/state";
import { personColour } from "../people/colour";
import { Refused } from "../room/outbox";
import type { Ability, You } from "../room/protocol";
import type { RoomSocket } from "../room/socket";
import { Button } from "../ui/button";
import { toastError } from "../ui/toasts";
import { SavedMark } from "../documents/saved-mark";
import { AuthorView } from "./author-view";
import { FollowBar } from "./follow-bar";
import type { Followed } from "./follow";
import { HistoryView } from "./history-view";
import type { JsonCursors } from "./json-cursors";
import { LanguagePicker } from "./language-picker";
import { preferences, setPreferences } from "./preferences";
import { toInsert } from "./to-insert";
import { SetAsideNotice } from "./set-aside";
import { CodeTools } from "./tools";
import { useEditor } from "./use-editor";
import { Who } from "./who";

export interface CodePanelProps {
  socket: RoomSocket;
  /** Null until the welcome. */
  me: Pick<You, "userId"> | null;
  roomId: string;
  abilities: ReadonlySet<Ability>;
  /** The room's language, by its name on the wire. */
  language: string;
  /** Names the downloaded file. */
  roomName?: string;
  /** Where those are who tell it by JSON events. */
  cursors: StoreApi<JsonCursors>;
  /** Empty for who is not in the room. Must stay the same function over renders. */
  nameOf: (userId: string) => string;
  /** Likewise; calls when somebody comes, goes or changes. Gives what ends it. */
  hearOfPeople: (listener: () => void) => () => void;
}

export default function CodePanel({ me, ...rest }: CodePanelProps) {
  return me ? <Code me={me.userId} {...rest} /> : <Waiting text="Waiting for the connection…" />;
}

type CodeProps = Omit<CodePanelProps, "me"> & { me: string };

function Code({ socket, me, roomId, abilities, language, roomName, cursors, nameOf, hearOfPeople }: CodeProps) {
  const provider = roomDocument(socket, me, roomId, "code");
  const state = useSyncExternalStore(provider.subscribe, provider.snapshot);
  const mayEdit = abilities.has("edit_code");
  const company = useMemo(
    () => ({ me, nameOf, hearOfPeople, cursors, colourOf: personColour }),
    [me, nameOf, hearOfPeople, cursors],
  );
  const { editor, failed, retry, place } = useEditor(provider, company);
  const followed = useSyncExternalStore(editor?.following.subscribe ?? nothing, editor?.following.snapshot ?? nobody);
  const wishes = useStore(preferences);
  const [history, setHistory] = useState(false);
  const [body, setBody] = useState<HTMLElement | null>(null);
  const ready = editor !== null && state.synced;

  useEffect(() => provider.setEditable(mayEdit), [provider, mayEdit]);
  useEffect(() => editor?.setEditable(mayEdit), [editor, mayEdit]);
  useEffect(() => editor?.setLanguage(language), [editor, language]);
  useEffect(() => editor?.setPreferences(wishes), [editor, wishes]);

  const waiting = useStore(toInsert);
  useEffect(() => {
    if (!waiting || !ready || !mayEdit) return;
    toInsert.setState(null, true);
    if (waiting.as === "lines") editor.insertLines(waiting.text);
    else editor.insertAtCursor(waiting.text);
  }, [waiting, editor, ready, mayEdit]);

  const changeLanguage = (id: string): void => {
    socket.send("language", { language: id }).catch((error: unknown) => {
      toastError(error instanceof Refused ? error.message : "The language could not be changed. Try again.");
    });
  };
  const follow = (person: Followed | null): void => {
    if (person) editor?.following.start(person);
    else editor?.following.stop();
  };
  const closeHistory = useCallback(() => {
    setHistory(false);
    editor?.focus();
  }, [editor]);
  const stopFollowing = useCallback(() => editor?.following.stop(), [editor]);

  return (
    <div className="flex size-full min-h-0 min-w-0 flex-col overflow-hidden bg-surface text-text">
      <div className="flex h-11 flex-none items-center gap-1 border-b border-line px-1.5 pointer-coarse:h-12">
        <LanguagePicker language={language} disabled={!mayEdit} onChange={changeLanguage} />
        <Who awareness={provider.awareness} me={me} colourOf={personColour} followed={followed} onFollow={follow} />
        <span className="flex-1" />
        <SavedMark state={state} editable={mayEdit} />
        <CodeTools
          editor={editor}
          ready={ready}
          mayEdit={mayEdit}
          language={language}
          title={roomName ?? ""}
          authors={wishes.authors}
          body={body}
          onAuthors={(authors) => setPreferences({ authors })}
          onHistory={() => setHistory(true)}
          onLanguage={changeLanguage}
        />
      </div>
      <SetAsideNotice provider={provider} state={state} />
      <FollowBar followed={followed} colourOf={personColour} onStop={stopFollowing} />
      <div ref={setBody} className="relative flex min-h-0 flex-1 @container">
        {ready && wishes.authors && <AuthorView roomId={roomId} editor={editor} names={company} />}
        <div className="relative min-w-0 flex-1">
          <div ref={place} className="absolute inset-0" data-testid="editor" />
        </div>
        {failed ? (
          <Failed onRetry={retry} />
        ) : (
          !ready && <Waiting text={waitingFor(editor !== null, state.status)} />
        )}
        {history && ready && (
          <HistoryView
            roomId={roomId}
            editor={editor}
            mayEdit={mayEdit}
            nameOf={nameOf}
            onClose={closeHistory}
          />
        )}
      </div>
    </div>
  );
}

const nothing = (): (() => void) => () => undefined;
const nobody = (): null => null;

function waitingFor(editorIsHere: boolean, status: SaveStatus): string {
  if (!editorIsHere) return "Loading the editor…";
  return status === "offline" ? "Waiting for the connection…" : "Fetching the text…";
}

function Waiting({ text }: { text: string }) {
  return (
    <div role="status" className="absolute inset-0 grid place-items-center bg-surface p-6 text-sm text-muted">
      {text}
    </div>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert" className="absolute inset-0 flex flex-col items-center justify-center gap-3 bg-surface p-6 text-sm">
      <p>The editor could not be loaded. Check the connection and try again.</p>
      <Button tone="primary" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
