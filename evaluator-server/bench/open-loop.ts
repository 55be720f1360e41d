import { connect, type Socket } from 'node:net';
import { answerLength, CONNECTIONS, type Target } from './load.ts';

/** How long answers took, in ms. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** A connection, and since when the request on it should have been under way. */
interface Lane {
  readonly socket: Socket;
  received: number;
  dueAt: number;
}

function summarize(latencies: Float64Array): Latencies {
  latencies.sort();
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}

/**
 * Asks at a steady rate, whether or not the answers come, over 64 connections. Each latency is counted from the instant at
 * which its request was due, also where it had to wait for a connection because the server was late: an answer that is
 * late delays nobody's clock, so nothing slow is left out (what is called coordinated omission). What this process
 * is late itself counts as well: it looks at the clock each millisecond, which adds half of one to most answers.
 * @param rate requests a second.
 */
export async function measureOpenLoop(target: Target, rate: number, ms: number): Promise<Latencies> {
  const length = await answerLength(target);
  const count = Math.max(1, Math.floor((rate * ms) / 1_000));
  const gapMs = 1_000 / rate;
  const latencies = new Float64Array(count);
  const free: Lane[] = [];
  let asked = 0;
  let answered = 0;
  let start = 0;

  const send = (lane: Lane): void => {
    lane.dueAt = start + asked * gapMs;
    asked += 1;
    lane.socket.write(target.request);
  };

  return new Promise((resolve, reject) => {
    const lanes: Lane[] = [];
    const finish = (): void => {
      for (const { socket } of lanes) socket.destroy();
      resolve(summarize(latencies));
    };

    const tick = (): void => {
      const due = Math.min(count, Math.floor((performance.now() - start) / gapMs) + 1);
      while (asked < due) {
        const lane = free.pop();
        if (lane === undefined) break;
        send(lane);
      }
      if (asked < count) setTimeout(tick, 1);
    };

    const open = (): void => {
      const socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true });
      const lane: Lane = { socket, received: 0, dueAt: 0 };
      lanes.push(lane);
      socket.on('error', reject);
      socket.on('connect', () => {
        if (free.push(lane) < CONNECTIONS) return;
        start = performance.now();
        tick();
      });
      socket.on('data', (chunk) => {
        lane.received += chunk.length;
        if (lane.received < length) return;
        if (lane.received > length) return reject(new Error('the server answered something else'));
        lane.received = 0;
        latencies[answered] = performance.now() - lane.dueAt;
        answered += 1;
        free.push(lane);
        if (answered === count) finish();
      });
    };
    for (let lane = 0; lane < CONNECTIONS; lane += 1) open();
  });
}
