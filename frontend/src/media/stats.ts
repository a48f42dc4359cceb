/**
 * Counters of the call for support and for tests: `await window.fusemeet.stats()`.
 *
 * It tells numbers only, nothing that was said or shown.
 */
import type { Mesh } from "./mesh";
import type { Pair } from "./pair";
import { KINDS, type Connection, type Kind, type Quality } from "./types";

export interface InboundStats {
  packets: number;
  bytes: number;
  /** Pictures decoded since the connection was made; 0 for sound. */
  frames: number;
  width: number;
  height: number;
  /** 0 to 1, of the last moment; sound only. */
  audioLevel: number;
  /** Grows while there is something to hear; sound only. */
  audioEnergy: number;
}

export interface PersonStats {
  connection: Connection;
  quality: Quality;
  /** The connection's name: another one means that it was made anew. */
  pair: string | null;
  state: RTCPeerConnectionState | null;
  /** What comes in from them, by kind. */
  received: Partial<Record<Kind, InboundStats>>;
  /** Packets and bytes that go out to them, by kind. */
  sent: Partial<Record<Kind, { packets: number; bytes: number }>>;
}

export interface CallStats {
  peerId: string;
  people: Record<string, PersonStats>;
}

declare global {
  interface Window {
    fusemeet?: { stats(): Promise<CallStats> };
  }
}

export function exposeStats(mesh: Mesh, peerId: string): () => void {
  const tools = { stats: () => readStats(mesh, peerId) };
  window.fusemeet = tools;
  return () => {
    if (window.fusemeet === tools) delete window.fusemeet;
  };
}

export async function readStats(mesh: Mesh, peerId: string): Promise<CallStats> {
  const people: Record<string, PersonStats> = {};
  for (const [userId, pair] of mesh.pairs) people[userId] = await readPair(pair);
  return { peerId, people };
}

async function readPair(pair: Pair): Promise<PersonStats> {
  const { peer } = pair;
  const stats: PersonStats = {
    connection: pair.connection(),
    quality: pair.quality,
    pair: peer?.pair ?? null,
    state: peer?.state ?? null,
    received: {},
    sent: {},
  };
  for (const kind of KINDS) {
    const transceiver = peer?.transceiver(kind);
    if (!transceiver || peer?.state === "closed") continue;
    const [into, out] = await Promise.all([transceiver.receiver.getStats(), transceiver.sender.getStats()]);
    into.forEach((stat: Record<string, unknown>) => {
      if (stat.type === "inbound-rtp") stats.received[kind] = inbound(stat);
    });
    out.forEach((stat: Record<string, unknown>) => {
      if (stat.type !== "outbound-rtp") return;
      stats.sent[kind] = { packets: numberOf(stat.packetsSent), bytes: numberOf(stat.bytesSent) };
    });
  }
  return stats;
}

function inbound(stat: Record<string, unknown>): InboundStats {
  return {
    packets: numberOf(stat.packetsReceived),
    bytes: numberOf(stat.bytesReceived),
    frames: numberOf(stat.framesDecoded),
    width: numberOf(stat.frameWidth),
    height: numberOf(stat.frameHeight),
    audioLevel: numberOf(stat.audioLevel),
    audioEnergy: numberOf(stat.totalAudioEnergy),
  };
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
