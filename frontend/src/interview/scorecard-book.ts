/** The scorecards of a room as one interviewer has them: one's own, which saves itself, and what others handed in. */
import { createStore } from "zustand/vanilla";
import { describeProblem } from "../room/api";
import { Autosave } from "./autosave";
import type { KeptDrafts } from "./kept-drafts";

export type Recommendation = "" | "STRONG_YES" | "YES" | "NO" | "STRONG_NO";

export interface Score {
  criterion: string;
  /** 1 to 5; null: open. */
  score: number | null;
  comment: string;
}

export interface CardFields {
  scores: readonly Score[];
  recommendation: Recommendation;
  summary: string;
}

export interface Scorecard extends CardFields {
  id: number;
  authorId: string;
  authorName: string;
  submittedAt: string | null;
  updatedAt: string;
}

export interface Scorecards {
  /** What a new card asks. */
  criteria: string[];
  mine: Scorecard | null;
  others: Scorecard[];
  /** Handed in by others, and shown once mine is. */
  othersWaiting: number;
}

export interface CardState {
  /** Null: not here yet. */
  card: CardFields | null;
  submittedAt: string | null;
  others: readonly Scorecard[];
  othersWaiting: number;
  problem: string | null;
}

export interface CardDoor {
  read(): Promise<Scorecards>;
  save(card: CardFields & { submit: boolean }): Promise<Scorecard>;
}

export const MOST_CRITERIA = 20;

export class ScorecardBook {
  readonly state = createStore<CardState>(() => ({ card: null, submittedAt: null, others: [], othersWaiting: 0, problem: null }));
  readonly autosave = new Autosave(() => this.save(false));

  constructor(
    private readonly door: CardDoor,
    private readonly kept: KeptDrafts<CardFields>,
  ) {
    this.autosave.state.subscribe(() => this.keep());
  }

  /** What is typed here and not saved yet goes before what the server has. */
  async load(): Promise<void> {
    try {
      const { criteria, mine, others, othersWaiting } = await this.door.read();
      const there = mine ?? { scores: criteria.map((criterion) => open(criterion)), recommendation: "" as const, summary: "" };
      const card = this.autosave.isSaved() ? fieldsOf(there) : (this.state.getState().card ?? fieldsOf(there));
      this.state.setState({ card, submittedAt: mine?.submittedAt ?? null, others, othersWaiting, problem: null });
    } catch (error) {
      this.state.setState({ problem: describeProblem(error) });
    }
  }

  /** What an earlier tab could not save any more. */
  async inherit(): Promise<void> {
    await this.kept.inherit((cards) => {
      const last = cards.at(-1);
      if (last) this.change(last);
    });
  }

  change(part: Partial<CardFields>): void {
    const { card } = this.state.getState();
    this.state.setState({ card: { ...(card ?? { scores: [], recommendation: "", summary: "" }), ...part } });
    this.autosave.touch();
    this.keep();
  }

  score(criterion: string, part: Partial<Score>): void {
    const { card } = this.state.getState();
    if (!card) return;
    this.change({ scores: card.scores.map((each) => (each.criterion === criterion ? { ...each, ...part } : each)) });
  }

  /** False: there is one of that name, or there are enough. */
  addCriterion(name: string): boolean {
    const scores = this.state.getState().card?.scores ?? [];
    const criterion = name.trim().replace(/\s+/gu, " ");
    const same = scores.some((each) => each.criterion.toLocaleLowerCase() === criterion.toLocaleLowerCase());
    if (criterion === "" || same || scores.length >= MOST_CRITERIA) return false;
    this.change({ scores: [...scores, open(criterion)] });
    return true;
  }

  removeCriterion(criterion: string): void {
    const scores = this.state.getState().card?.scores ?? [];
    this.change({ scores: scores.filter((each) => each.criterion !== criterion) });
  }

  /** From now on the others' cards are shown. Throws ApiError. */
  async submit(): Promise<void> {
    await this.save(true);
    this.autosave.settle();
    await this.load();
  }

  hasUnsaved(): boolean {
    return !this.autosave.isSaved();
  }

  /** I am no interviewer here any more. */
  forget(): void {
    this.state.setState({ others: [], othersWaiting: 0 });
  }

  private async save(submit: boolean): Promise<void> {
    const { card } = this.state.getState();
    if (!card) return;
    const { submittedAt } = await this.door.save({ ...card, submit });
    this.state.setState({ submittedAt });
  }

  private keep(): void {
    this.kept.keep(this.autosave.isSaved() ? null : this.state.getState().card);
  }
}

function open(criterion: string): Score {
  return { criterion, score: null, comment: "" };
}

function fieldsOf({ scores, recommendation, summary }: CardFields): CardFields {
  return { scores, recommendation, summary };
}
