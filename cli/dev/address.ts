import { errorCodeOf, outsideError, usageError } from '../command-error.ts';

const MAX_PORT = 65_535;

/** The port of `--port`, or of another option. @throws CommandError (2) when it is none. */
export function parsePort(given: string, option = '--port'): number {
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port <= MAX_PORT) return port;
  throw usageError(`${option} ${given} is no port`, 'a port is a number from 0 to 65535; 0 takes a free one');
}

/** The address of `--host`. @throws CommandError (2) for one that other machines could reach. */
export function parseLoopback(given: string): string {
  if (given === 'localhost' || given === '::1' || /^127(\.\d{1,3}){3}$/.test(given)) return given;
  throw usageError(
    `--host ${given} is not this machine alone`,
    'dev serves with keys that lie in a file, so it listens on loopback only: 127.0.0.1, ::1 or localhost',
  );
}

/** The URL of a server on loopback. */
export const urlOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Why a server cannot listen, with the next step: exit 3. Other errors come back as they are. */
export function listenProblem(error: unknown, host: string, port: number): unknown {
  switch (errorCodeOf(error)) {
    case 'EADDRINUSE':
      return outsideError(
        `port ${port} on ${host} is in use`,
        'perhaps another  flagforge dev  is running: end it, or take another port:',
        `flagforge dev --port ${port === MAX_PORT ? 0 : port + 1}`,
      );
    case 'EACCES':
      return outsideError(
        `this user may not listen on port ${port}`,
        'ports below 1024 are for the system: flagforge dev --port 8080',
      );
    case 'EADDRNOTAVAIL':
      return outsideError(`this machine has no address ${host}`, 'flagforge dev --host 127.0.0.1');
    default:
      return error;
  }
}
