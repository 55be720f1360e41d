/** The processes of the stream benchmark, and how they are asked. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClientOrder, ClientReport, Edition, ServerOrder, ServerReport } from './messages.ts';

/** A child process that is told orders and answers with reports. */
export interface Crew<Order extends object, Report extends { readonly report: string }> {
  readonly child: ChildProcess;
  /** Sends an order; the reports that follow are waited for with `next`. */
  send(order: Order): void;
  /** The next report of this kind. @throws Error when the process ends before. */
  next<Kind extends Report['report']>(kind: Kind): Promise<Extract<Report, { readonly report: Kind }>>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

function startCrew<Order extends object, Report extends { readonly report: string }>(
  file: string,
  words: readonly string[],
): Crew<Order, Report> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const path = fileURLToPath(new URL(`./${file}.${extension}`, import.meta.url));
  const child = fork(path, [...words], { serialization: 'advanced' });
  const ended = once(child, 'exit');
  /** Reports that came before they were asked for. */
  const early: Report[] = [];
  const waiting = new Set<(report: Report) => boolean>();
  child.on('message', (report: Report) => {
    for (const take of waiting) {
      if (!take(report)) continue;
      waiting.delete(take);
      return;
    }
    early.push(report);
  });
  return {
    child,
    send: (order) => child.send(order),
    next<Kind extends Report['report']>(kind: Kind) {
      type Wanted = Extract<Report, { readonly report: Kind }>;
      const isWanted = (report: Report): report is Wanted => report.report === kind;
      const at = early.findIndex(isWanted);
      const found = at < 0 ? undefined : early.splice(at, 1)[0];
      if (found !== undefined && isWanted(found)) return Promise.resolve(found);
      return new Promise<Wanted>((resolve, reject) => {
        const take = (report: Report): boolean => {
          if (!isWanted(report)) return false;
          resolve(report);
          return true;
        };
        waiting.add(take);
        void ended.then(() => reject(new Error(`${file} ended before it said ${kind}`)));
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export type ServerCrew = Crew<ServerOrder, ServerReport> & { readonly port: number };
export type ClientCrew = Crew<ClientOrder, ClientReport>;

/** @param limits what differs from the limits of a server. @param port 0: any free one. */
export async function startServer(limits: object, edition: Edition, port = 0): Promise<ServerCrew> {
  const words = [JSON.stringify(limits), String(port), JSON.stringify(edition)];
  const crew = startCrew<ServerOrder, ServerReport>('server', words);
  const listening = await crew.next('listening');
  return { ...crew, port: listening.port };
}

export async function startClients(): Promise<ClientCrew> {
  const crew = startCrew<ClientOrder, ClientReport>('clients', []);
  await crew.next('ready');
  return crew;
}
