/** Where a long list of questions is searched: words, difficulty, category. */
import { Search } from "lucide-react";
import { DIFFICULTIES, inWords } from "./question";
import type { Wanted } from "./filter";

interface FiltersProps {
  wanted: Wanted;
  /** Null: only words are searched. */
  categories: readonly string[] | null;
  onChange: (wanted: Wanted) => void;
}

const SELECT =
  "h-9 min-w-0 flex-1 truncate rounded-control border border-line-strong bg-ground px-2 text-sm text-text pointer-coarse:h-11";

export function Filters({ wanted, categories, onChange }: FiltersProps) {
  return (
    <div role="search" aria-label="Find questions" className="flex flex-col gap-1.5">
      <label className="flex items-center gap-2 rounded-control border border-line-strong bg-ground px-2.5 focus-within:border-accent">
        <Search size={16} aria-hidden className="flex-none text-muted" />
        <input
          type="search"
          value={wanted.words}
          aria-label="Search questions"
          placeholder="Search"
          className="h-9 min-w-0 flex-1 bg-transparent text-base placeholder:text-muted focus:outline-none pointer-coarse:h-11"
          onChange={(event) => onChange({ ...wanted, words: event.target.value })}
        />
      </label>
      {categories && (
        <div className="flex gap-1.5">
          <select
            aria-label="Difficulty"
            value={wanted.difficulty}
            className={SELECT}
            onChange={(event) => onChange({ ...wanted, difficulty: event.target.value as Wanted["difficulty"] })}
          >
            <option value="">Any difficulty</option>
            {DIFFICULTIES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <select
            aria-label="Category"
            value={wanted.category}
            className={SELECT}
            onChange={(event) => onChange({ ...wanted, category: event.target.value })}
          >
            <option value="">Any category</option>
            {categories.map((category) => (
              <option key={category} value={category}>
                {inWords(category)}
              </option>
            ))}
          </select>
        </div>
      )}
    </div>
  );
}
