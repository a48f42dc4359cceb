// A Yjs process for tests: documents by name, one JSON command a line in, one JSON answer a line out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.argv[2]);
const Y = require("yjs");
const documents = new Map();
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const text = (data) => Buffer.from(data).toString("base64");

const commands = {
  open({ name, client, gc = true }) {
    const doc = new Y.Doc({ gc });
    if (client !== undefined) doc.clientID = client;
    const sent = [];
    doc.on("update", (update, origin) => origin === "remote" || sent.push(text(update)));
    documents.set(name, { doc, sent });
  },
  apply({ name, updates }) {
    const { doc } = documents.get(name);
    for (const update of updates) Y.applyUpdate(doc, bytes(update), "remote");
    return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  },
  keepDeleted({ name, page }) {
    const held = documents.get(name);
    held.undo = new Y.UndoManager(held.doc.getMap(page), { captureTimeout: 0 });
  },
  undo({ name }) {
    documents.get(name).undo.undo();
  },
  set({ name, page, entries }) {
    const { doc } = documents.get(name);
    doc.transact(() => {
      for (const [key, value] of Object.entries(entries)) {
        if (value === null) doc.getMap(page).delete(key);
        else doc.getMap(page).set(key, value);
      }
    });
  },
  type({ name, at, content, remove = 0 }) {
    const { doc } = documents.get(name);
    doc.transact(() => {
      if (remove) doc.getText("code").delete(at, remove);
      if (content) doc.getText("code").insert(at, content);
    });
  },
  sent({ name }) {
    return documents.get(name).sent.splice(0);
  },
  state({ name, since }) {
    const { doc } = documents.get(name);
    return text(Y.encodeStateAsUpdate(doc, since ? bytes(since) : undefined));
  },
  pages({ name, pages }) {
    const { doc } = documents.get(name);
    return Object.fromEntries(pages.map((page) => [page, doc.getMap(page).toJSON()]));
  },
  text({ name }) {
    return documents.get(name).doc.getText("code").toString();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  let answer;
  try {
    answer = { value: commands[command.do](command) ?? null };
  } catch (error) {
    answer = { error: String(error.stack ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
