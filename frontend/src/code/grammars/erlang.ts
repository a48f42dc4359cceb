// Erlang's tokens. Source: https://www.erlang.org/doc/system/reference_manual.html
import type { Grammar } from "../grammars";

const pairs = [
  { open: "{", close: "}" },
  { open: "[", close: "]" },
  { open: "(", close: ")" },
  { open: '"', close: '"', notIn: ["string"] },
];

export const conf: Grammar["conf"] = {
  comments: { lineComment: "%" },
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
  tokenPostfix: ".erlang",
  keywords: (
    "after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end fun if let maybe not of or " +
    "orelse receive rem try when xor"
  ).split(" "),
  tokenizer: {
    root: [
      [/%.*$/, "comment"],
      [/^-[a-z]\w*/, "keyword"],
      [/[a-z][\w@]*(?=\s*[(/])/, { cases: { "@keywords": "keyword", "@default": "entity.name.function" } }],
      [/[a-z][\w@]*/, { cases: { "@keywords": "keyword", "@default": "constant" } }],
      [/[A-Z_][\w@]*/, "variable"],
      [/\?[\w@]+/, "type"],
      [/#[a-z]\w*/, "type"],
      [/\$\\?./, "string"],
      [/\d+\.\d+(?:[eE][+-]?\d+)?/, "number.float"],
      [/\d+#[0-9a-zA-Z]+|\d[\d_]*/, "number"],
      [/"/, "string", "@string"],
      [/'(?:[^'\\]|\\.)*'/, "constant"],
      [/[{}()[\]]/, "@brackets"],
      [/->|<-|=>|:=|=:=|=\/=|\|\||[-+*/=<>|!.,;:]/, "delimiter"],
    ],
    string: [
      [/[^\\"]+/, "string"],
      [/\\./, "string.escape"],
      [/"/, "string", "@pop"],
    ],
  },
};
