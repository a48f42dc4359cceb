/** A question as a comment in the language of the room, so that the program it stands in still runs (pure). */

const LINE: Readonly<Record<string, readonly string[]>> = {
  "//": [
    "aes", "apex", "bicep", "c", "cameligo", "cpp", "csharp", "cypher", "dart", "ecl", "flow9", "fsharp", "go", "java",
    "javascript", "json", "kotlin", "less", "msdax", "objective-c", "pascal", "pascaligo", "php", "postiats",
    "powerquery", "proto", "pug", "qsharp", "rust", "scala", "scss", "sol", "st", "swift", "systemverilog",
    "typescript", "typespec", "verilog", "wgsl", "zig",
  ],
  "#": [
    "azcli", "coffeescript", "dockerfile", "elixir", "graphql", "hcl", "julia", "mips", "perl", "powershell", "python",
    "r", "ruby", "shell", "sparql", "tcl", "toml", "yaml",
  ],
  "--": ["haskell", "lua", "mysql", "pgsql", "redshift", "sql"],
  ";": ["clojure", "ini", "scheme"],
  "%": ["erlang"],
  "*": ["abap"],
  "'": ["sb", "vb"],
  REM: ["bat"],
  "..": ["restructuredtext"],
};

const BLOCK: Readonly<Record<string, readonly [open: string, close: string]>> = {
  css: ["/*", "*/"],
  freemarker2: ["<#--", "-->"],
  handlebars: ["{{!--", "--}}"],
  html: ["<!--", "-->"],
  liquid: ["{% comment %}", "{% endcomment %}"],
  m3: ["(*", "*)"],
  markdown: ["<!--", "-->"],
  mdx: ["{/*", "*/}"],
  ocaml: ["(*", "*)"],
  razor: ["@*", "*@"],
  twig: ["{#", "#}"],
  xml: ["<!--", "-->"],
};

const LINE_OF = new Map(Object.entries(LINE).flatMap(([mark, ids]) => ids.map((id) => [id, mark] as const)));
const WIDTH = 88;

/** Lines without a line break at the end. A language that has no comments gets the text as it is. */
export function asComment(text: string, language: string): string {
  const lines = wrap(text.replace(/\r\n?/gu, "\n").trim());
  const mark = LINE_OF.get(language);
  if (mark !== undefined) return lines.map((line) => `${mark} ${line}`.trimEnd()).join("\n");
  const block = BLOCK[language];
  if (!block) return lines.join("\n");
  const [open, close] = block;
  const safe = lines.map((line) => apart(line, close));
  return safe.length === 1 ? `${open} ${safe[0] ?? ""} ${close}` : [open, ...safe, close].join("\n");
}

/** The mark that ends a comment must not end this one early. */
function apart(line: string, close: string): string {
  return line.replaceAll(close, `${close.slice(0, 1)} ${close.slice(1)}`);
}

/** Long lines are broken between words; code between three backticks stays as it is. */
function wrap(text: string): string[] {
  let code = false;
  return text.split("\n").flatMap((line) => {
    if (line.trimStart().startsWith("```")) code = !code;
    return code || line.length <= WIDTH ? [line] : broken(line);
  });
}

function broken(line: string): string[] {
  const lines: string[] = [];
  let now = "";
  for (const word of line.split(" ")) {
    if (now !== "" && now.length + 1 + word.length > WIDTH) {
      lines.push(now);
      now = word;
    } else now = now === "" ? word : `${now} ${word}`;
  }
  return [...lines, now];
}
