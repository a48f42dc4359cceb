// The languages of the editor: one list for page and server (languages.json), and how to find one in it.
import list from "./languages.json";

export interface Language {
  /** The name on the wire and Monaco's own. */
  id: string;
  /** For people. */
  name: string;
  /** Of a downloaded file, without the dot. */
  extension: string;
}

export const LANGUAGES: readonly Language[] = list;

const byId = new Map(LANGUAGES.map((language) => [language.id, language]));

/** The language of that id; one this page does not know is shown under its id, as plain text. */
export function languageOf(id: string): Language {
  return byId.get(id) ?? { id: "plaintext", name: id, extension: "txt" };
}

/** Languages whose name, id or extension has the words: those that begin with them first. */
export function searchLanguages(query: string): readonly Language[] {
  const words = query.trim().toLowerCase().replace(/^\./, "");
  if (words === "") return LANGUAGES;
  const rank = ({ id, name, extension }: Language): number => {
    const lower = name.toLowerCase();
    if (lower === words || id === words || extension === words) return 0;
    if (lower.startsWith(words) || id.startsWith(words)) return 1;
    return lower.includes(words) || id.includes(words) ? 2 : 3;
  };
  return LANGUAGES.map((language) => ({ language, rank: rank(language) }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((entry) => entry.language);
}
