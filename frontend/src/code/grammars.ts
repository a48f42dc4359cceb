// Languages that Monaco does not bring: each grammar loads when its language is first used, as Monaco's own do.
import type * as Monaco from "monaco-editor/editor";

export interface Grammar {
  conf: Monaco.languages.LanguageConfiguration;
  language: Monaco.languages.IMonarchLanguage;
}

const GRAMMARS: Record<string, () => Promise<Grammar>> = {
  erlang: () => import("./grammars/erlang"),
  haskell: () => import("./grammars/haskell"),
  ocaml: () => import("./grammars/ocaml"),
  toml: () => import("./grammars/toml"),
  zig: () => import("./grammars/zig"),
};

export const OWN_GRAMMARS: readonly string[] = Object.keys(GRAMMARS);

export function registerGrammars({ languages }: typeof Monaco): void {
  for (const [id, load] of Object.entries(GRAMMARS)) {
    languages.register({ id });
    languages.registerTokensProviderFactory(id, { create: async () => (await load()).language });
    languages.onLanguageEncountered(id, () => {
      void load().then(({ conf }) => languages.setLanguageConfiguration(id, conf));
    });
  }
}
