/** The forms that lead into the room: for who is known here, and for a guest with nothing but a link and a name. */
import { CircleDot } from "lucide-react";
import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { ApiError } from "../room/api";
import { describeEntry, enter, enterAsGuest, type EntryProblem } from "../room/entry";
import { keepName, nameProblem, tidyName } from "../room/guest-name";
import { isGuestHere, type Me, type Page } from "../room/page";
import { Button } from "../ui/button";
import { Field } from "../ui/field";

/** With an account, or as the guest that this browser has a pass for. */
export function EntryForm({ page, onEnter }: { page: Page; onEnter: () => void }) {
  const [asksPassword, setAsksPassword] = useState(page.needsPassword);
  const [password, setPassword] = useState("");
  const { form, busy, problem, attempt } = useAttempt(page);

  const submit = async () => {
    const found = await attempt(async () => {
      await enter(page, password);
      onEnter();
    });
    if (found?.field === "password") setAsksPassword(true);
  };

  return (
    <Form ref={form} onSubmit={() => void submit()}>
      {asksPassword && (
        <Field
          label="Password of the room"
          type="password"
          autoComplete="off"
          required
          value={password}
          error={problem?.field === "password" ? problem.text : null}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      {problem && (problem.field !== "password" || !asksPassword) && <Trouble page={page} problem={problem} />}
      <JoinButton busy={busy}>Join</JoinButton>
      <RecordedNote page={page} />
    </Form>
  );
}

interface GuestFormProps {
  page: Page;
  name: string;
  onName: (name: string) => void;
  onEnter: (me: Me) => void;
}

export function GuestForm({ page, name, onName, onEnter }: GuestFormProps) {
  const { form, busy, problem, attempt } = useAttempt(page);

  const submit = () =>
    attempt(async () => {
      const wrong = nameProblem(name);
      if (wrong) throw new ApiError(400, "invalid", wrong, null, { username: [wrong] });
      const me = await enterAsGuest(page, name);
      keepName(tidyName(name));
      onEnter(me);
    });

  return (
    <Form ref={form} onSubmit={() => void submit()}>
      <Field
        label="Your name"
        help="The others in the room see it. You need no account."
        name="name"
        autoComplete="name"
        aria-required
        value={name}
        error={problem?.field === "name" ? problem.text : null}
        onChange={(event) => onName(event.target.value)}
      />
      {problem && problem.field !== "name" && <Trouble page={page} problem={problem} />}
      <JoinButton busy={busy}>Join as guest</JoinButton>
      <RecordedNote page={page} />
      <p className="text-center text-sm text-muted">
        Have an account?{" "}
        <a className="font-semibold text-accent underline pointer-coarse:inline-block pointer-coarse:py-3" href={page.signInUrl}>
          Sign in instead
        </a>
      </p>
    </Form>
  );
}

/** One try at a time; what came of it in words, and the field that is wrong in focus. */
function useAttempt(page: Page) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<EntryProblem | null>(null);
  const attempt = async (run: () => Promise<void>): Promise<EntryProblem | null> => {
    setBusy(true);
    setProblem(null);
    try {
      await run();
      return null;
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError(0, "unknown", "Something went wrong. Try again.");
      const found = describeEntry(known, isGuestHere(page));
      setProblem(found);
      setBusy(false);
      if (found.field !== null) requestAnimationFrame(() => form.current?.querySelector("input")?.focus());
      return found;
    }
  };
  return { form, busy, problem, attempt };
}

interface FormProps {
  ref: React.Ref<HTMLFormElement>;
  onSubmit: () => void;
  children: ReactNode;
}

function Form({ ref, onSubmit, children }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form ref={ref} className="flex flex-col gap-4" onSubmit={submit}>
      {children}
    </form>
  );
}

function JoinButton({ busy, children }: { busy: boolean; children: ReactNode }) {
  return (
    <Button tone="primary" type="submit" disabled={busy} className="h-12! text-base!">
      {busy ? "Coming in…" : children}
    </Button>
  );
}

/** Said before one comes in, not only inside. */
function RecordedNote({ page }: { page: Page }) {
  if (!page.recordingEnabled) return null;
  return (
    <p className="flex items-center justify-center gap-1.5 text-center text-sm text-muted">
      <CircleDot size={14} className="flex-none text-danger" aria-hidden />
      Code, board and chat of this room are recorded. Sound and pictures are not.
    </p>
  );
}

const WAYS_ON = {
  "sign-in": { label: "Sign in", href: (page: Page) => page.signInUrl },
  dashboard: { label: "Go to the dashboard", href: (page: Page) => page.dashboardUrl },
  reload: { label: "Open the link again", href: () => location.href },
};

function Trouble({ page, problem }: { page: Page; problem: EntryProblem }) {
  const way = problem.next && WAYS_ON[problem.next];
  return (
    <div role="alert" className="rounded-control border border-danger bg-danger-soft px-3 py-2.5 text-sm">
      <p>{problem.text}</p>
      {way && (
        <a className="font-semibold text-accent underline" href={way.href(page)}>
          {way.label}
        </a>
      )}
    </div>
  );
}
