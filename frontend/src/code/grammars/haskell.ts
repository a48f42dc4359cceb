// Haskell's tokens. Source: Haskell 2010 Report, chapter 2 (lexical structure)
import type { Grammar } from "../grammars";

const pairs = [
  { open: "{", close: "}" },
  { open: "[", close: "]" },
  { open: "(", close: ")" },
  { open: '"', close: '"', notIn: ["string"] },
];

export const conf: Grammar["conf"] = {
  comments: { lineComment: "--", blockComment: ["{-", "-}"] },
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
  tokenPostfix: ".haskell",
  keywords: (
    "case class data default deriving do else family forall foreign if import in infix infixl infixr instance let " +
    "module newtype of qualified then type where"
  ).split(" "),
  tokenizer: {
    root: [
      [/\{-#/, "annotation", "@pragma"],
      [/\{-/, "comment", "@comment"],
      [/--+(?![!#$%&*+./<=>?@\\^|~:]).*$/, "comment"],
      [/(?:[A-Z][\w']*\.)*[A-Z][\w']*/, "type"],
      [/[a-z_][\w']*/, { cases: { "@keywords": "keyword", "@default": "identifier" } }],
      [/\d[\d_]*\.\d[\d_]*(?:[eE][-+]?\d+)?/, "number.float"],
      [/0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*/, "number"],
      [/'(?:[^'\\]|\\[^']+|\\')'/, "string"],
      [/"/, "string", "@string"],
      [/[{}()[\]]/, "@brackets"],
      [/[!#$%&*+./<=>?@\\^|\-~:]+/, "operator"],
      [/[,;`]/, "delimiter"],
    ],
    comment: [
      [/[^{-]+/, "comment"],
      [/\{-/, "comment", "@push"],
      [/-\}/, "comment", "@pop"],
      [/[{-]/, "comment"],
    ],
    pragma: [
      [/#-\}/, "annotation", "@pop"],
      [/[^#]+|#/, "annotation"],
    ],
    string: [
      [/[^\\"]+/, "string"],
      [/\\(?:[abfnrtv\\"'&]|\^[A-Z@[\]\\^_]|\d+|o[0-7]+|x[0-9a-fA-F]+|[A-Z]+)/, "string.escape"],
      [/\\\s*\\?/, "string"],
      [/"/, "string", "@pop"],
    ],
  },
};
