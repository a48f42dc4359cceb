// Offsets are where shared editing goes wrong: each rule here alone, then many random edits with emoji and CJK.
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { cleanText, difference, editsOfDelta, moveOffset, wholePairs, type Edit } from "./delta";

function apply(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((now, edit) => now.slice(0, edit.offset) + edit.text + now.slice(edit.offset + edit.length), text);
}

describe("edits of a Yjs event", () => {
  test("are ascending and apart, with what is deleted and inserted in one place as one", () => {
    const delta = [{ retain: 2 }, { delete: 3 }, { insert: "ab" }, { retain: 1 }, { insert: "c" }, { retain: 1 }, { delete: 1 }];
    expect(editsOfDelta(delta)).toEqual([
      { offset: 2, length: 3, text: "ab" },
      { offset: 6, length: 0, text: "c" },
      { offset: 7, length: 1, text: "" },
    ]);
  });

  test("make the same text as Yjs does", () => {
    const doc = new Y.Doc();
    const text = doc.getText("code");
    let copy = "";
    text.observe((event) => {
      copy = apply(copy, editsOfDelta(event.delta));
    });
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % Math.max(1, below);
    };
    const words = ["a", "\n", "漢字", "xyz", "é"];
    for (let round = 0; round < 200; round += 1) {
      doc.transact(() => {
        for (let i = random(4); i >= 0; i -= 1) {
          const offset = random(text.length + 1);
          if (random(2)) text.insert(offset, words[random(words.length)] ?? "");
          else text.delete(offset, Math.min(random(4), text.length - offset));
        }
      });
      expect(copy).toBe(text.toString());
    }
  });
});

describe("a caret, when somebody else edits", () => {
  const at = (edit: Edit, offset: number, stick: "left" | "right" = "left"): number => moveOffset([edit], offset, stick);

  test("moves with what is inserted before it and stays for what comes after it", () => {
    expect(at({ offset: 2, length: 0, text: "abc" }, 5)).toBe(8);
    expect(at({ offset: 7, length: 0, text: "abc" }, 5)).toBe(5);
  });

  test("stays before what is inserted exactly there, unless it sticks to the right", () => {
    expect(at({ offset: 5, length: 0, text: "abc" }, 5, "left")).toBe(5);
    expect(at({ offset: 5, length: 0, text: "abc" }, 5, "right")).toBe(8);
  });

  test("goes to the place of a deletion around it", () => {
    expect(at({ offset: 2, length: 6, text: "" }, 5)).toBe(2);
    expect(at({ offset: 0, length: 3, text: "" }, 5)).toBe(2);
    expect(at({ offset: 5, length: 3, text: "" }, 5)).toBe(5);
  });

  test("counts all edits before it", () => {
    const edits = [
      { offset: 0, length: 2, text: "x" },
      { offset: 4, length: 0, text: "yyy" },
      { offset: 9, length: 1, text: "" },
    ];
    expect(moveOffset(edits, 6, "left")).toBe(8);
    expect(moveOffset(edits, 12, "left")).toBe(13);
  });
});

describe("the difference of two texts", () => {
  test("is nothing for equal texts and as small as can be for others", () => {
    expect(difference("abc", "abc")).toBeNull();
    expect(difference("let x = 1;", "let xy = 1;")).toEqual({ offset: 5, length: 0, text: "y" });
    expect(difference("aaa", "aa")).toEqual({ offset: 2, length: 1, text: "" });
    expect(difference("", "new")).toEqual({ offset: 0, length: 0, text: "new" });
  });

  test("never cuts an emoji, though the halves of two are alike", () => {
    expect(difference("😀", "😁")).toEqual({ offset: 0, length: 2, text: "😁" });
    expect(difference("😀", "🐀")).toEqual({ offset: 0, length: 2, text: "🐀" });
    expect(difference("a😀😀b", "a😀b")).toEqual({ offset: 3, length: 2, text: "" });
  });

  test("makes the one of the other, whatever they are", () => {
    const texts = ["", "a", "😀", "😁", "a😀b", "a😁b", "😀😁😀", "😁😀", "漢字", "\n\n", "aXa", "aXXa"];
    for (const before of texts)
      for (const after of texts) {
        const edit = difference(before, after);
        expect(edit ? apply(before, [edit]) : before).toBe(after);
      }
  });
});

describe("edits that cut an emoji", () => {
  const whole = (before: string, edits: Edit[]): Edit[] => {
    const after = apply(before, edits);
    return wholePairs(edits, (offset) => after.charCodeAt(offset));
  };

  test("are widened to the whole character", () => {
    // Only the second half of 😀 (D83D DE00) is replaced, so that 😁 (D83D DE01) stands there.
    const cut = [{ offset: 1, length: 1, text: "\uDE01" }];
    expect(whole("😀", cut)).toEqual([{ offset: 0, length: 2, text: "😁" }]);
    const first = [{ offset: 0, length: 1, text: "\uD83E" }];
    expect(whole("😀", first)).toEqual([{ offset: 0, length: 2, text: "\uD83E\uDE00" }]);
  });

  test("are left as they are when they stand beside one", () => {
    const edits = [
      { offset: 0, length: 0, text: "a" },
      { offset: 2, length: 1, text: "😁" },
    ];
    expect(whole("😀bc", edits)).toEqual(edits);
  });
});

describe("text that comes in", () => {
  test("has LF alone", () => {
    expect(cleanText("a\r\nb\rc\n")).toBe("a\nb\nc\n");
  });

  test("has no half characters", () => {
    expect(cleanText("😀")).toBe("😀");
    expect(cleanText("a\uD83Db\uDE00")).toBe("a\uFFFDb\uFFFD");
  });
});
