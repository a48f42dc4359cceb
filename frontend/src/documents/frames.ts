// Binary frames of the shared documents: one byte for the document, then a message as y-protocols frames it.
// Source: spec/websocket.md, "Binary frames"; https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

export type DocumentName = "code" | "board";

const DOCUMENTS: readonly DocumentName[] = ["code", "board"];
const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const SAVED = 4;
const REFUSED = 5;
const EPOCH = 6;

/** Kinds of a sync message. */
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

export type Message =
  | { kind: "step1"; stateVector: Uint8Array }
  | { kind: "step2" | "update"; update: Uint8Array }
  | { kind: "awareness"; update: Uint8Array }
  | { kind: "query-awareness" }
  /** `count`: how many update frames of this socket are committed; `seq`: the document's version. */
  | { kind: "saved"; count: number; seq: number }
  /** `index`: which update frame of this socket, counted from 1. */
  | { kind: "refused"; index: number; code: string }
  | { kind: "epoch"; epoch: number };

/** One frame, ready to send. */
export function encodeFrame(document: DocumentName, message: Message): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, DOCUMENTS.indexOf(document));
  switch (message.kind) {
    case "step1":
      encoding.writeVarUint(encoder, SYNC);
      encoding.writeVarUint(encoder, STEP_1);
      encoding.writeVarUint8Array(encoder, message.stateVector);
      break;
    case "step2":
    case "update":
      encoding.writeVarUint(encoder, SYNC);
      encoding.writeVarUint(encoder, message.kind === "step2" ? STEP_2 : UPDATE);
      encoding.writeVarUint8Array(encoder, message.update);
      break;
    case "awareness":
      encoding.writeVarUint(encoder, AWARENESS);
      encoding.writeVarUint8Array(encoder, message.update);
      break;
    case "query-awareness":
      encoding.writeVarUint(encoder, QUERY_AWARENESS);
      break;
    case "saved":
      encoding.writeVarUint(encoder, SAVED);
      encoding.writeVarUint(encoder, message.count);
      encoding.writeVarUint(encoder, message.seq);
      break;
    case "refused":
      encoding.writeVarUint(encoder, REFUSED);
      encoding.writeVarUint(encoder, message.index);
      encoding.writeVarString(encoder, message.code);
      break;
    case "epoch":
      encoding.writeVarUint(encoder, EPOCH);
      encoding.writeVarUint(encoder, message.epoch);
      break;
  }
  return encoding.toUint8Array(encoder);
}

/** What a frame says, or null for a kind this page does not know (a newer server may send one). Throws when cut short. */
export function decodeFrame(data: Uint8Array): { document: DocumentName; message: Message } | null {
  const decoder = decoding.createDecoder(data);
  const document = DOCUMENTS[decoding.readUint8(decoder)];
  const message = decodeMessage(decoder);
  return document && message ? { document, message } : null;
}

function decodeMessage(decoder: decoding.Decoder): Message | null {
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return decodeSync(decoder);
    case AWARENESS:
      return { kind: "awareness", update: decoding.readVarUint8Array(decoder) };
    case QUERY_AWARENESS:
      return { kind: "query-awareness" };
    case SAVED:
      return { kind: "saved", count: decoding.readVarUint(decoder), seq: decoding.readVarUint(decoder) };
    case REFUSED:
      return { kind: "refused", index: decoding.readVarUint(decoder), code: decoding.readVarString(decoder) };
    case EPOCH:
      return { kind: "epoch", epoch: decoding.readVarUint(decoder) };
    default:
      return null;
  }
}

function decodeSync(decoder: decoding.Decoder): Message | null {
  switch (decoding.readVarUint(decoder)) {
    case STEP_1:
      return { kind: "step1", stateVector: decoding.readVarUint8Array(decoder) };
    case STEP_2:
      return { kind: "step2", update: decoding.readVarUint8Array(decoder) };
    case UPDATE:
      return { kind: "update", update: decoding.readVarUint8Array(decoder) };
    default:
      return null;
  }
}
