// TOML's tokens. Source: https://toml.io/en/v1.0.0
import type { Grammar } from "../grammars";

const pairs = [
  { open: "{", close: "}" },
  { open: "[", close: "]" },
  { open: '"', close: '"', notIn: ["string"] },
  { open: "'", close: "'", notIn: ["string"] },
];

export const conf: Grammar["conf"] = {
  comments: { lineComment: "#" },
  brackets: [
    ["{", "}"],
    ["[", "]"],
  ],
  autoClosingPairs: pairs,
  surroundingPairs: pairs,
};

export const language: Grammar["language"] = {
  defaultToken: "",
  tokenPostfix: ".toml",
  tokenizer: {
    root: [
      [/#.*$/, "comment"],
      [/^\s*\[\[?[^\]]*\]\]?/, "type"],
      [/[\w-]+(?=\s*[.=])/, "variable"],
      [/"""/, "string", "@longString"],
      [/'''/, "string", "@longLiteral"],
      [/"(?:[^"\\]|\\.)*"|'[^']*'/, "string"],
      [/\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)?/, "number"],
      [/\d{2}:\d{2}:\d{2}(?:\.\d+)?/, "number"],
      [/0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[+-]?(?:inf|nan)\b/, "number"],
      [/[+-]?\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/, "number"],
      [/\b(?:true|false)\b/, "keyword"],
      [/[{}[\]]/, "@brackets"],
      [/[=,.]/, "delimiter"],
    ],
    longString: [
      [/"""/, "string", "@pop"],
      [/\\./, "string.escape"],
      [/[^\\"]+|"|\\/, "string"],
    ],
    longLiteral: [
      [/'''/, "string", "@pop"],
      [/[^']+|'/, "string"],
    ],
  },
};
