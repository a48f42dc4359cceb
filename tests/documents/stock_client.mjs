/** The stock y-websocket client in Node: does what it is told line by line on stdin, says what happens on stdout. */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [frontend, serverUrl, document, token] = process.argv.slice(2);
const require = createRequire(`${frontend}/package.json`);
const Y = require("yjs");
const { WebsocketProvider } = require("y-websocket");
const WebSocket = require("ws");

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
console.error = (...words) => say({ event: "error", words: words.map(String) });
console.warn = (...words) => say({ event: "warning", words: words.map(String) });

/** As its users give it credentials in Node: a WebSocket with a header. */
class WithToken extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, token ? { headers: { Authorization: `Bearer ${token}` } } : {});
  }
}

const doc = new Y.Doc();
const text = doc.getText("code");
const params = process.argv[6] ? { ticket: process.argv[6] } : {};
const provider = new WebsocketProvider(serverUrl, document, doc, { WebSocketPolyfill: WithToken, disableBc: true, params });
provider.on("sync", (synced) => say({ event: "sync", synced }));
provider.on("closed", ({ code }) => say({ event: "closed", code }));
provider.on("connection-close", (event) => say({ event: "connection-close", code: event?.code ?? null }));

const people = () => [...provider.awareness.getStates().values()].map((state) => state.user?.name ?? null);
const commands = {
  insert: ({ at, piece }) => text.insert(Math.min(at, text.length), piece),
  show: ({ state }) => provider.awareness.setLocalState(state),
  read: () => say({ event: "text", text: text.toString(), people: people(), heard: provider.wsLastMessageReceived }),
  quit: () => {
    provider.destroy();
    process.exit(0);
  },
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const command = JSON.parse(line);
  commands[command.do](command);
});
