/** All open streams of a server: who gets in, what they are told, and when they end. @see contract 7 */
import type { Problem } from '../http/problem.ts';
import type { KeyRecord } from '../keys/key.ts';
import type { KeySource } from '../keys/source.ts';
import type { Limits } from '../limits.ts';
import { describeFailure, type Log } from '../log.ts';
import { NOT_READY } from '../routes/evaluate.ts';
import type { Environments } from '../snapshots/environments.ts';
import { CONNECTION, type Connection, type StreamSink } from './connection.ts';
import { createDrain } from './drain.ts';
import type { Group, GroupQuestion } from './group.ts';
import { createHeartbeats, heartbeatTurns } from './heartbeats.ts';
import { createHub, type Hub } from './hub.ts';
import { createRoster } from './roster.ts';
import { createSlices } from './slices.ts';
import { SSE_HEARTBEAT, sseRetry } from './sse.ts';
import { createStreamAdmission, type StreamRefusal, streamProblem } from './stream-admission.ts';
import type { StreamStats } from './stream-stats.ts';
import { createWaker } from './waker.ts';

/** What streams are made of. */
export interface StreamOptions {
  readonly environments: Environments;
  readonly keys: KeySource;
  readonly limits: Limits;
  /** UTC epoch ms. */
  readonly clock: () => number;
  readonly log: Log;
  /** @see createSlices */
  readonly sliceMs?: number;
}

/** A stream that somebody may open. */
export interface StreamRequest {
  readonly key: KeyRecord;
  readonly question: GroupQuestion;
  /** As the client sent it; null: it has nothing. */
  readonly lastEventId: string | null;
  /** What client keys are counted by; empty for server keys. */
  readonly address: string;
  /** Lets go of the ticket that it was opened with. */
  readonly release?: () => void;
}

export interface Streams {
  /**
   * Opens a stream on a sink that is open itself.
   * @param writeHead writes the head of the answer, once it is sure that there will be one.
   * @returns why not; the request's answer then. Whoever brought a ticket lets go of it.
   */
  open(request: StreamRequest, sink: StreamSink, writeHead: () => void): Problem | null;
  /** Somebody else has the ticket of the stream on this sink: it is told to come back, but not soon. */
  yieldTicket(sink: StreamSink): void;
  stats(): StreamStats;
  /** From now on nobody is admitted, and streams are told to come back elsewhere, spread over so many ms. */
  drain(overMs: number): void;
  /** Tells all clients to come back, and nothing more. */
  close(): void;
  /** Ends those who did not let go after `close`. */
  destroy(): void;
}

/** Clients come back at some time between the least one and so many times that, so that not all come at once. */
const RETRY_SPREAD = 3;

/**
 * Who lost the stream to another connection of the same ticket stays away so many times as long. Two pages can share one
 * (OpenFeature's provider keeps it in the browser's storage), and would take it from each other every other second.
 */
const TAKEN_TIMES = 30;

/** Nothing runs while no stream is open. */
export function createStreams({ environments, keys, limits, clock, log, sliceMs }: StreamOptions): Streams {
  const hubs = new Map<string, Hub>();
  const roster = createRoster(heartbeatTurns(limits.streamHeartbeatMs));
  const admission = createStreamAdmission(limits);
  const onStepError = (error: unknown): void =>
    log({ level: 'error', event: 'stream_failed', ...describeFailure(error) });
  const slices = createSlices(onStepError, sliceMs);
  const refused: Record<StreamRefusal, number> = { total: 0, rate: 0, address: 0, draining: 0 };
  const counts = { opened: 0, events: 0, dropped: 0 };

  const retryMs = (): number => limits.streamRetryMs * (1 + Math.random() * (RETRY_SPREAD - 1));

  const dismiss = (connection: Connection, awayMs: number = retryMs()): void => {
    if (connection.isEnding) return;
    connection.isEnding = true;
    connection.sink.end(sseRetry(awayMs));
  };

  const isTooSlow = ({ sink, mostBytes }: Connection): boolean => sink.writableLength > mostBytes;

  const drop = (connection: Connection): void => {
    counts.dropped += 1;
    dismiss(connection);
  };

  const write = (connection: Connection, bytes: Buffer): void => {
    const { sink } = connection;
    if (connection.isEnding || sink.destroyed || sink.writableEnded) return;
    if (isTooSlow(connection)) {
      drop(connection);
      return;
    }
    counts.events += 1;
    sink.write(bytes);
  };

  const onFailure = ({ members }: Group, error: unknown): void => {
    log({ level: 'error', event: 'stream_failed', ...describeFailure(error) });
    for (const connection of [...members]) dismiss(connection);
  };

  /** Whether the key that a stream was opened with is still good. */
  const isKeyGood = ({ keyHash }: Connection, now: number): boolean => {
    const key = keys.find(keyHash);
    return key !== null && (key.expiresAt === undefined || now < key.expiresAt);
  };

  const heartbeats = createHeartbeats({
    roster,
    periodMs: limits.streamHeartbeatMs,
    clock,
    beat(connection, now) {
      const { sink } = connection;
      if (connection.isOverdue) sink.destroy();
      // A whole period is left to read what was on its way.
      else if (connection.isEnding || sink.writableEnded) connection.isOverdue = true;
      else if (!isKeyGood(connection, now)) dismiss(connection);
      else if (isTooSlow(connection)) drop(connection);
      // Behind what is still on its way it would tell nobody anything.
      else if (sink.writableLength === 0) sink.write(SSE_HEARTBEAT);
    },
  });

  const drain = createDrain({ all: roster.all, dismiss: (connection) => dismiss(connection) });

  const waker = createWaker({
    clock,
    next: () => Math.min(...[...hubs.values()].map((hub) => hub.nextInstant() ?? Number.POSITIVE_INFINITY)),
    wake() {
      for (const hub of hubs.values()) hub.advance();
    },
  });

  const unsubscribe = environments.subscribe(({ after }) => {
    const hub = hubs.get(after.environment);
    if (hub === undefined) return;
    hub.serve(after);
    if (roster.size() > 0) waker.set();
  });

  const hubOf = (environment: string): Hub | null => {
    const known = hubs.get(environment);
    if (known !== undefined) return known;
    const served = environments.get(environment);
    if (served === null) return null;
    const hub = createHub(served, { clock, slices, write, onFailure });
    hubs.set(environment, hub);
    return hub;
  };

  const forget = (connection: Connection): void => {
    const { environment, address, release } = connection;
    if (!roster.remove(connection)) return;
    // Whoever still has it in a list writes nothing to it.
    connection.isEnding = true;
    hubs.get(environment)?.leave(connection);
    admission.release(address);
    release?.();
    if (roster.size() > 0) return;
    heartbeats.stop();
    waker.stop();
  };

  // One for all sinks, because there are many.
  function onClose(this: StreamSink): void {
    const connection = this[CONNECTION];
    if (connection !== undefined) forget(connection);
  }

  return {
    open({ key, question, lastEventId, address, release }, sink, writeHead) {
      const hub = hubOf(key.environment);
      if (hub === null) return NOT_READY;
      const refusal = admission.admit(address, clock());
      if (refusal !== null) {
        refused[refusal] += 1;
        return streamProblem(refusal, Math.random());
      }
      const { environment, kind, hash: keyHash } = key;
      let first: Buffer | null;
      let group: Group;
      try {
        group = hub.join(question);
        first = hub.opening(group, lastEventId);
      } catch (error) {
        admission.release(address);
        throw error;
      }
      const connection: Connection = {
        ...{ sink, group, place: 0, environment, kind, keyHash, address, release },
        ...{ mostBytes: limits.streamBufferBytes + (first?.length ?? 0), turn: 0, index: 0 },
        ...{ isEnding: false, isOverdue: false },
      };
      hub.enter(connection);
      roster.add(connection);
      sink[CONNECTION] = connection;
      sink.on('close', onClose);
      counts.opened += 1;
      if (first !== null) counts.events += 1;
      // In one piece, without a copy of its own of what others are sent too.
      sink.cork();
      writeHead();
      sink.write(sseRetry(retryMs()));
      if (first !== null) sink.write(first);
      sink.uncork();
      heartbeats.start();
      waker.set();
      return null;
    },
    yieldTicket(sink) {
      const connection = sink[CONNECTION];
      if (connection !== undefined) dismiss(connection, TAKEN_TIMES * retryMs());
    },
    stats() {
      const open = new Map<string, { environment: string; kind: Connection['kind']; count: number }>();
      let bufferedBytes = 0;
      for (const { environment, kind, sink } of roster.all()) {
        bufferedBytes += sink.writableLength;
        const name = `${kind} ${environment}`;
        const known = open.get(name);
        if (known === undefined) open.set(name, { environment, kind, count: 1 });
        else known.count += 1;
      }
      let groups = 0;
      for (const hub of hubs.values()) groups += hub.size();
      return { open: [...open.values()], groups, bufferedBytes, ...counts, refused: { ...refused } };
    },
    drain(overMs) {
      admission.close();
      drain.start(overMs);
    },
    close() {
      admission.close();
      unsubscribe();
      slices.close();
      drain.stop();
      for (const connection of roster.all()) dismiss(connection);
      heartbeats.stop();
      waker.stop();
    },
    destroy() {
      for (const { sink } of roster.all()) sink.destroy();
    },
  };
}
