import { spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';

const CADDYFILE = fileURLToPath(new URL('../deploy/Caddyfile', import.meta.url));

/** A Caddy of a test's own, with the Caddyfile that production has. */
export interface RunningCaddy {
  readonly port: number;
  /** `https://localhost:<port>`; its certificate is of Caddy's own authority. */
  readonly url: string;
  /** Base64 of the SHA-256 of the certificate's public key: what Chromium is told to trust. */
  readonly publicKeyHash: string;
  stop(): Promise<void>;
}

/** @param upstreams ports on this machine. Resolves once it answers over TLS. */
export async function startCaddy(upstreams: readonly number[]): Promise<RunningCaddy> {
  const home = mkdtempSync(join(tmpdir(), 'flagforge-caddy-'));
  const [port, httpPort] = await Promise.all([freePort(), freePort()]);
  const caddy = spawn('caddy', ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      ...{ HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') },
      FLAGFORGE_DOMAIN: `https://localhost:${port}`,
      FLAGFORGE_HTTP_PORT: String(httpPort),
      FLAGFORGE_UPSTREAMS: upstreams.map((upstream) => `127.0.0.1:${upstream}`).join(' '),
    },
  });
  const ended = once(caddy, 'exit');
  const stop = async (): Promise<void> => {
    caddy.kill('SIGKILL');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await untilSaid(caddy.stderr, 'certificate obtained successfully', ended);
    return { port, url: `https://localhost:${port}`, publicKeyHash: await publicKeyHash(port), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A port that nobody has at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('a port has no number');
  return address.port;
}

/** Reads its log to the end, so that it never waits for us. */
async function untilSaid(log: NodeJS.ReadableStream, words: string, ended: Promise<unknown>): Promise<void> {
  let said = '';
  const heard = new Promise<void>((resolve) => {
    log.on('data', (chunk: Buffer) => {
      if (said.includes(words)) return;
      said += chunk.toString();
      if (said.includes(words)) resolve();
    });
  });
  await Promise.race([
    heard,
    ended.then(() => {
      throw new Error(`caddy ended: ${said}`);
    }),
  ]);
}

async function publicKeyHash(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = new X509Certificate(socket.getPeerCertificate().raw);
  socket.destroy();
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}
