/** The dialog to show the recording to others: a link with a name and an end, the list of links, and taking them back. */
import { useCallback, useEffect, useState, type FormEvent } from "react";
import { describeProblem } from "../room/api";
import { Button } from "../ui/button";
import { Choose } from "../ui/choose";
import { CopyLine } from "../ui/copy-line";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { useShow, useView } from "./context";
import { LinkRow } from "./share-link-row";
import { fetchLinks, isOpen, makeLink, revokeLink, type SharedLink } from "./share-links";

const ENDS = [
  { value: "", label: "Until you take it back" },
  { value: "86400", label: "A day" },
  { value: "604800", label: "A week" },
  { value: "2592000", label: "30 days" },
];
const LABEL_LONGEST = 100;

export function ShareDialog({ url }: { url: string }) {
  const { view } = useShow();
  const open = useView((state) => state.sharing);
  return (
    <Dialog
      title="Share this recording"
      description="Whoever has a link can watch without an account: the code, the board, the public chat and the questions that were shown. Private messages and notes stay here."
      open={open}
      onOpenChange={(sharing) => view.setState({ sharing })}
    >
      {open && <Sharing url={url} />}
    </Dialog>
  );
}

function Sharing({ url }: { url: string }) {
  const { links, problem, setProblem, reload } = useLinks(url);
  const [made, setMade] = useState<SharedLink | null>(null);
  const create = async (label: string, expiresIn: number | null) => {
    setProblem(null);
    try {
      setMade(await makeLink(url, label, expiresIn));
      await reload();
    } catch (error) {
      setProblem(describeProblem(error));
    }
  };
  const revoke = async (id: number) => {
    setProblem(null);
    try {
      await revokeLink(url, id);
      if (made?.id === id) setMade(null);
      await reload();
    } catch (error) {
      setProblem(describeProblem(error));
    }
  };
  const open = links?.filter((link) => isOpen(link)) ?? [];
  const over = links?.filter((link) => !isOpen(link)) ?? [];
  return (
    <div className="flex flex-col gap-5">
      <NewLink onCreate={create} />
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
      {made?.url && <CopyLine label="The new link" text={made.url} />}
      <section aria-label="Links">
        <h3 className="text-sm font-semibold">Links</h3>
        {links === null ? (
          <p role="status" className="mt-2 text-sm text-muted">{problem ? "The links could not be fetched." : "Fetching the links…"}</p>
        ) : links.length === 0 ? (
          <p className="mt-2 text-sm text-muted">None yet: nobody outside the room can watch.</p>
        ) : (
          <ul className="mt-1 divide-y divide-line">
            {[...open, ...over].map((link) => (
              <LinkRow key={link.id} link={link} onRevoke={() => revoke(link.id)} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function NewLink({ onCreate }: { onCreate: (label: string, expiresIn: number | null) => Promise<void> }) {
  const [label, setLabel] = useState("");
  const [end, setEnd] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await onCreate(label, end === "" ? null : Number(end));
    setBusy(false);
    setLabel("");
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
      <Field
        label="For whom (optional)"
        help="Only hosts read this, to know the links apart."
        value={label}
        maxLength={LABEL_LONGEST}
        onChange={(event) => setLabel(event.target.value)}
      />
      <div className="flex items-end gap-2">
        <Choose label="Good for" value={end} choices={ENDS} onChange={setEnd} />
        <Button tone="primary" type="submit" disabled={busy}>
          Make a link
        </Button>
      </div>
    </form>
  );
}

function useLinks(url: string) {
  const [links, setLinks] = useState<SharedLink[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const reload = useCallback(async () => {
    try {
      setLinks(await fetchLinks(url));
    } catch (error) {
      setProblem(describeProblem(error));
    }
  }, [url]);
  useEffect(() => void reload(), [reload]);
  return { links, problem, setProblem, reload };
}
