// The code of the room: a slim header (language, who is here, saved or not) and the editor. Loaded when opened.
import { useEffect, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import { roomDocument } from "../documents/of-room";
import type { SaveStatus } from "../documents/state";
import { personColour } from "../people/colour";
import { Refused } from "../room/outbox";
import type { Ability, You } from "../room/protocol";
import type { RoomSocket } from "../room/socket";
import { Button } from "../ui/button";
import { toast, toastError } from "../ui/toasts";
import { EditorMenu } from "./editor-menu";
import { LanguagePicker } from "./language-picker";
import { languageOf } from "./languages";
import { preferences } from "./preferences";
import { SavedMark } from "../documents/saved-mark";
import { SetAsideNotice } from "./set-aside";
import { copyText, downloadText, fileName } from "./take";
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
}

export default function CodePanel({ me, ...rest }: CodePanelProps) {
  return me ? <Code me={me.userId} {...rest} /> : <Waiting text="Waiting for the connection…" />;
}

type CodeProps = Omit<CodePanelProps, "me"> & { me: string };

function Code({ socket, me, roomId, abilities, language, roomName }: CodeProps) {
  const provider = roomDocument(socket, me, roomId, "code");
  const state = useSyncExternalStore(provider.subscribe, provider.snapshot);
  const mayEdit = abilities.has("edit_code");
  const { editor, failed, retry, place } = useEditor(provider, personColour);
  const wishes = useStore(preferences);

  useEffect(() => provider.setEditable(mayEdit), [provider, mayEdit]);
  useEffect(() => editor?.setEditable(mayEdit), [editor, mayEdit]);
  useEffect(() => editor?.setLanguage(language), [editor, language]);
  useEffect(() => editor?.setPreferences(wishes), [editor, wishes]);

  const changeLanguage = (id: string): void => {
    socket.send("language", { language: id }).catch((error: unknown) => {
      toastError(error instanceof Refused ? error.message : "The language could not be changed. Try again.");
    });
  };
  const copy = (): void => {
    copyText(editor?.text() ?? "").then(
      () => toast("The code is copied."),
      () => toastError("The browser did not let us copy. Click into the code, select all and copy by key."),
    );
  };
  const download = (): void => {
    downloadText(fileName(roomName ?? "", languageOf(language).extension), editor?.text() ?? "");
  };
  const ready = editor !== null && state.synced;

  return (
    <div className="flex size-full min-h-0 min-w-0 flex-col overflow-hidden bg-surface text-text">
      <div className="flex h-11 flex-none items-center gap-1 border-b border-line px-1.5 pointer-coarse:h-12">
        <LanguagePicker language={language} disabled={!mayEdit} onChange={changeLanguage} />
        <Who awareness={provider.awareness} me={me} colourOf={personColour} />
        <span className="flex-1" />
        <SavedMark state={state} editable={mayEdit} />
        <EditorMenu onCopy={ready ? copy : null} onDownload={ready ? download : null} />
      </div>
      <SetAsideNotice provider={provider} state={state} />
      <div className="relative min-h-0 flex-1">
        <div ref={place} className="absolute inset-0" data-testid="editor" />
        {failed ? (
          <Failed onRetry={retry} />
        ) : (
          !ready && <Waiting text={waitingFor(editor !== null, state.status)} />
        )}
      </div>
    </div>
  );
}

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
