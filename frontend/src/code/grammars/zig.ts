// Zig's tokens. Source: https://ziglang.org/documentation/master/#Grammar
import type { Grammar } from "../grammars";

const pairs = [
  { open: "{", close: "}" },
  { open: "[", close: "]" },
  { open: "(", close: ")" },
  { open: '"', close: '"', notIn: ["string"] },
  { open: "'", close: "'", notIn: ["string", "comment"] },
];

export const conf: Grammar["conf"] = {
  comments: { lineComment: "//" },
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
  tokenPostfix: ".zig",
  keywords: (
    "addrspace align allowzero and anyframe anytype asm async await break callconv catch comptime const continue " +
    "defer else enum errdefer error export extern false fn for if inline linksection noalias noinline nosuspend null " +
    "opaque or orelse packed pub resume return struct suspend switch test threadlocal true try undefined union " +
    "unreachable usingnamespace var volatile while"
  ).split(" "),
  types: (
    "anyerror anyopaque bool comptime_float comptime_int f16 f32 f64 f80 f128 isize noreturn type usize void"
  ).split(" "),
  tokenizer: {
    root: [
      [/\/\/.*$/, "comment"],
      [/\\\\.*$/, "string"],
      [/@"/, "identifier", "@string"],
      [/@[a-zA-Z_]\w*/, "keyword"],
      [/\b[iu]\d+\b/, "type"],
      [/[A-Z]\w*/, "type"],
      [/[a-z_]\w*/, { cases: { "@keywords": "keyword", "@types": "type", "@default": "identifier" } }],
      [/0x[0-9a-fA-F_]+(?:\.[0-9a-fA-F_]+)?(?:[pP][-+]?\d+)?|0o[0-7_]+|0b[01_]+/, "number"],
      [/\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][-+]?\d+)?/, "number"],
      [/'(?:[^'\\]|\\[^']+|\\')'/, "string"],
      [/"/, "string", "@string"],
      [/[{}()[\]]/, "@brackets"],
      [/[-+*/%=<>!&|^~?:]+/, "operator"],
      [/[,;.]/, "delimiter"],
    ],
    string: [
      [/[^\\"]+/, "string"],
      [/\\(?:[nrt\\'"]|x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]+\})/, "string.escape"],
      [/\\/, "string"],
      [/"/, "string", "@pop"],
    ],
  },
};
