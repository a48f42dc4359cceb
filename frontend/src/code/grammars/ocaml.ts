// OCaml's tokens. Source: https://ocaml.org/manual/lex.html
import type { Grammar } from "../grammars";

const pairs = [
  { open: "{", close: "}" },
  { open: "[", close: "]" },
  { open: "(", close: ")" },
  { open: '"', close: '"', notIn: ["string"] },
];

export const conf: Grammar["conf"] = {
  comments: { blockComment: ["(*", "*)"] },
  brackets: [
    ["{", "}"],
    ["[", "]"],
    ["(", ")"],
  ],
  autoClosingPairs: pairs,
  surroundingPairs: pairs,
};

export const language: Grammar["language"] = {
  defaultToken: "",
  tokenPostfix: ".ocaml",
  keywords: (
    "and as asr assert begin class constraint do done downto else end exception external false for fun function " +
    "functor if in include inherit initializer land lazy let lor lsl lsr lxor match method mod module mutable new " +
    "nonrec object of open or private rec sig struct then to true try type val virtual when while with"
  ).split(" "),
  tokenizer: {
    root: [
      [/\(\*/, "comment", "@comment"],
      [/[A-Z][\w']*/, "type"],
      [/~[a-z_][\w']*|\?[a-z_][\w']*/, "variable"],
      [/[a-z_][\w']*/, { cases: { "@keywords": "keyword", "@default": "identifier" } }],
      [/'[a-z_]\w*(?!')/, "type"],
      [/\d[\d_]*\.[\d_]*(?:[eE][-+]?\d+)?/, "number.float"],
      [/0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*[lLn]?/, "number"],
      [/'(?:[^'\\]|\\[^']+|\\')'/, "string"],
      [/\{(\w*)\|/, { token: "string", next: "@quoted.$1" }],
      [/"/, "string", "@string"],
      [/[{}()[\]]/, "@brackets"],
      [/[!$%&*+\-./:<=>?@^|~]+/, "operator"],
      [/[,;#`]/, "delimiter"],
    ],
    comment: [
      [/[^(*]+/, "comment"],
      [/\(\*/, "comment", "@push"],
      [/\*\)/, "comment", "@pop"],
      [/[(*]/, "comment"],
    ],
    quoted: [
      [/\|(\w*)\}/, { cases: { "$1==$S2": { token: "string", next: "@pop" }, "@default": "string" } }],
      [/[^|]+|\|/, "string"],
    ],
    string: [
      [/[^\\"]+/, "string"],
      [/\\(?:[\\"'ntbr ]|\d{3}|x[0-9a-fA-F]{2}|o[0-3][0-7]{2}|u\{[0-9a-fA-F]+\})/, "string.escape"],
      [/\\/, "string"],
      [/"/, "string", "@pop"],
    ],
  },
};
