/** The playback page: first the recording is fetched and read, then the player; or the words why there is none. */
import { Tooltip } from "radix-ui";
import { useCallback, useEffect, useState } from "react";
import { claimColours } from "../people/colour";
import { Toasts } from "../ui/toasts";
import { Empty } from "./empty";
import { Failed } from "./failed";
import { fetchRecording, PlaybackFailure } from "./fetching";
import { Loading, type Progress } from "./loading";
import type { PlaybackPage } from "./page";
import { PlayerView } from "./player-view";
import { isEmpty, makeRecording, type Recording } from "./recording";

type State = { name: "loading"; progress: Progress } | { name: "failed"; failure: PlaybackFailure } | { name: "ready"; recording: Recording };

export function App({ page }: { page: PlaybackPage }) {
  const [state, setState] = useState<State>({ name: "loading", progress: { stage: "fetching", done: 0 } });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let gone = false;
    const onProgress = (stage: Progress["stage"]) => (done: number) => {
      if (!gone) setState({ name: "loading", progress: { stage, done } });
    };
    load(page.base, onProgress).then(
      (recording) => {
        if (!gone) setState({ name: "ready", recording });
      },
      (error: unknown) => {
        console.warn("The recording could not be opened", error);
        const failure = error instanceof PlaybackFailure ? error : new PlaybackFailure("unreadable", String(error));
        if (!gone) setState({ name: "failed", failure });
      },
    );
    return () => {
      gone = true;
    };
  }, [page, attempt]);

  const retry = useCallback(() => {
    setState({ name: "loading", progress: { stage: "fetching", done: 0 } });
    setAttempt((count) => count + 1);
  }, []);

  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
      {state.name === "loading" && <Loading page={page} progress={state.progress} />}
      {state.name === "failed" && <Failed page={page} kind={state.failure.kind} onRetry={retry} />}
      {state.name === "ready" &&
        (isEmpty(state.recording) ? (
          <Empty page={page} recording={state.recording} />
        ) : (
          <PlayerView page={page} recording={state.recording} />
        ))}
      <Toasts />
    </Tooltip.Provider>
  );
}

async function load(base: string, onProgress: (stage: Progress["stage"]) => (done: number) => void): Promise<Recording> {
  const fetched = await fetchRecording(base, onProgress("fetching"));
  // In the order of their coming, as in the room: then everybody mostly has the colour they had there.
  claimColours(fetched.manifest.people.map((person) => person.userId));
  return makeRecording(fetched, onProgress("reading"));
}
