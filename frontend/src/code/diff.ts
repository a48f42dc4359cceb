// Monaco's two texts beside each other: an earlier one, and the shared text as it is now and goes on to be.
import type { editor } from "monaco-editor/editor";
import type { CodeEditor } from "./editor";
import { LOOK } from "./options";
import { FONTS, type Preferences } from "./preferences";

export class DiffView {
  private readonly diff: editor.IStandaloneDiffEditor;
  private readonly earlier: editor.ITextModel;

  constructor(container: HTMLElement, code: CodeEditor) {
    const now = code.editor.getModel();
    if (!now) throw new Error("The editor has no text");
    this.earlier = code.monaco.editor.createModel("", now.getLanguageId());
    this.diff = code.monaco.editor.createDiffEditor(container, {
      ...LOOK,
      readOnly: true,
      originalEditable: false,
      originalAriaLabel: "The text then",
      modifiedAriaLabel: "The text now",
      // Beside each other where there is room, one below the other on a phone.
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 700,
      hideUnchangedRegions: { enabled: true },
      renderMarginRevertIcon: false,
      renderGutterMenu: false,
      renderOverviewRuler: false,
      minimap: { enabled: false },
    });
    this.diff.setModel({ original: this.earlier, modified: now });
  }

  show(text: string): void {
    this.earlier.setValue(text);
    this.diff.revealFirstDiff();
  }

  setPreferences({ font, fontSize, wordWrap }: Preferences): void {
    this.diff.updateOptions({ fontFamily: FONTS[font].family, fontSize, lineHeight: 1.5, diffWordWrap: wordWrap ? "on" : "off" });
  }

  /** What changed, in lines; null while it is computed. */
  onComputed(tell: (changes: number | null) => void): () => void {
    const event = this.diff.onDidUpdateDiff(() => tell(this.diff.getLineChanges()?.length ?? null));
    return () => event.dispose();
  }

  dispose(): void {
    this.diff.dispose();
    this.earlier.dispose();
  }
}
