// Monaco itself: the editor, its features, languages and workers. One chunk, loaded only when the code is opened.
import "monaco-editor/features/register.all";
import "monaco-editor/languages/definitions/register.all";
import "monaco-editor/languages/features/css/register";
import "monaco-editor/languages/features/html/register";
import "monaco-editor/languages/features/json/register";
import "monaco-editor/languages/features/typescript/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import CssWorker from "monaco-editor/languages/features/css/css.worker?worker";
import HtmlWorker from "monaco-editor/languages/features/html/html.worker?worker";
import JsonWorker from "monaco-editor/languages/features/json/json.worker?worker";
import TypeScriptWorker from "monaco-editor/languages/features/typescript/ts.worker?worker";
import * as monaco from "monaco-editor/editor";
import { registerGrammars } from "./grammars";
import { defineThemes } from "./themes";

// Monaco would start its workers from blobs, which the page's policy forbids; these are files of this site.
const WORKERS: Record<string, new () => Worker> = {
  css: CssWorker,
  less: CssWorker,
  scss: CssWorker,
  html: HtmlWorker,
  handlebars: HtmlWorker,
  razor: HtmlWorker,
  json: JsonWorker,
  javascript: TypeScriptWorker,
  typescript: TypeScriptWorker,
};

self.MonacoEnvironment = {
  getWorker: (_id, label) => new (WORKERS[label] ?? EditorWorker)(),
};

registerGrammars(monaco);
defineThemes(monaco);

export { monaco };
