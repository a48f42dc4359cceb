// The past of the code as the history shows it: its moments, which of them is chosen, and the text then.
import { useCallback, useEffect, useState } from "react";
import { describeProblem } from "../room/api";
import { loadPast, loadText, type Moment, type Past } from "./moments";

export interface PastShown {
  past: Past | null;
  /** Which of the moments, newest first. */
  chosen: number;
  choose: (index: number) => void;
  moment: Moment | null;
  /** Null while it is fetched. */
  text: string | null;
  /** What went wrong, in words. */
  problem: string | null;
  loadMore: () => void;
  retry: () => void;
  loading: boolean;
}

/** A slider passes many moments on its way; only where it rests is a text fetched. */
const REST_MS = 150;

export function usePast(roomId: string): PastShown {
  const [past, setPast] = useState<Past | null>(null);
  const [chosen, choose] = useState(0);
  const [text, setText] = useState<{ version: number; content: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const moment = past?.moments[chosen] ?? null;
  const version = moment?.version ?? null;

  const load = useCallback(
    (known: Past | null) => {
      setLoading(true);
      loadPast(roomId, known)
        .then(
          (found) => {
            setProblem(null);
            setPast(found);
            // What the last moment changed, rather than an empty comparison of now with now.
            if (!known) choose(Math.min(1, Math.max(0, found.moments.length - 1)));
          },
          (error: unknown) => setProblem(describeProblem(error)),
        )
        .finally(() => setLoading(false));
    },
    [roomId],
  );

  useEffect(() => load(null), [load]);

  useEffect(() => {
    if (version === null) return;
    let gone = false;
    const timer = setTimeout(() => {
      loadText(roomId, version).then(
        (content) => {
          if (gone) return;
          setProblem(null);
          setText({ version, content });
        },
        (error: unknown) => !gone && setProblem(describeProblem(error)),
      );
    }, REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [roomId, version, attempt]);

  return {
    past,
    chosen,
    choose,
    moment,
    text: text?.version === version ? (text?.content ?? null) : null,
    problem,
    loadMore: () => load(past),
    retry: () => (past ? setAttempt((count) => count + 1) : load(null)),
    loading,
  };
}
