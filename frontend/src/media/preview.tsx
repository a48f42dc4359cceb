/** Before entering: how one looks and sounds, which devices, which name; entering works without any of them. */
import { ArrowLeft } from "lucide-react";
import { useState, type FormEvent } from "react";
import { ApiError } from "../room/api";
import { describeEntry, enter, type EntryProblem } from "../room/entry";
import type { Page } from "../room/page";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import type { Devices } from "./devices";
import type { MicrophoneLevels } from "./levels";
import { DeviceChoices } from "./preview-devices";
import { PreviewPicture } from "./preview-picture";

interface PreviewProps {
  page: Page;
  devices: Devices;
  levels: MicrophoneLevels;
  onEnter: () => void;
}

export function Preview({ page, devices, levels, onEnter }: PreviewProps) {
  const { me } = page;
  return (
    <main className="min-h-dvh overflow-y-auto bg-ground text-text">
      <div className="mx-auto flex min-h-dvh max-w-5xl flex-col justify-center gap-8 px-4 py-8 md:grid md:grid-cols-[3fr_2fr] md:items-center md:gap-10">
        <PreviewPicture devices={devices} name={me?.fullName ?? ""} userId={me?.userId ?? ""} />
        <div className="flex min-w-0 flex-col gap-6">
          <header>
            <a
              href={page.dashboardUrl}
              className="-ml-2 mb-3 inline-flex h-9 items-center gap-1.5 rounded-control px-2 text-sm text-muted hover:bg-hover hover:text-text pointer-coarse:h-11"
            >
              <ArrowLeft size={16} aria-hidden /> Dashboard
            </a>
            <h1 className="text-xl font-semibold [overflow-wrap:anywhere]">{page.roomName}</h1>
            {me && (
              <p className="mt-1.5 text-sm text-muted">
                You come in as <strong className="font-semibold text-text">{me.fullName || me.username}</strong>
              </p>
            )}
          </header>
          <EntryForm page={page} onEnter={onEnter} />
          <details className="group rounded-card border border-line bg-surface" open={matchMedia("(min-width: 768px)").matches}>
            <summary className="cursor-pointer rounded-card px-4 py-3 text-sm font-medium">Microphone, camera, speaker</summary>
            <div className="px-4 pb-4">
              <DeviceChoices devices={devices} levels={levels} />
            </div>
          </details>
        </div>
      </div>
    </main>
  );
}

function EntryForm({ page, onEnter }: { page: Page; onEnter: () => void }) {
  const [asksPassword, setAsksPassword] = useState(page.needsPassword);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<EntryProblem | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    setProblem(null);
    try {
      await enter(page, password);
      onEnter();
    } catch (error) {
      const found = describeEntry(error instanceof ApiError ? error : new ApiError(0, "unknown", "Something went wrong. Try again."));
      if (found.field === "password") setAsksPassword(true);
      setProblem(found);
      setBusy(false);
      if (found.field === "password") requestAnimationFrame(() => form.querySelector("input")?.focus());
    }
  };

  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
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
      {problem && problem.field === null && (
        <div role="alert" className="rounded-control border border-danger bg-danger-soft px-3 py-2.5 text-sm">
          <p>{problem.text}</p>
          {problem.next === "sign-in" && <a className="font-semibold text-accent underline" href={page.signInUrl}>Sign in</a>}
          {problem.next === "dashboard" && <a className="font-semibold text-accent underline" href={page.dashboardUrl}>Go to the dashboard</a>}
        </div>
      )}
      <Button tone="primary" type="submit" disabled={busy} className="h-12! text-base!">
        {busy ? "Coming in…" : "Join"}
      </Button>
    </form>
  );
}
