/** What the environment variables say, and leave out. Pure. */
import { amiss, type Check, good } from './check.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** @param env the environment of the command. No value of a secret is ever in a finding. */
export function checkConfiguration(env: Env): Check[] {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  return [
    isSet('FLAGFORGE_SIGNING_KEY')
      ? good('configuration', 'signing', 'snapshots are signed')
      : amiss(
          'configuration',
          'signing',
          'weak',
          'snapshots are not signed: whoever can write to Redis can serve what nobody published',
          'set FLAGFORGE_SIGNING_KEY where publishing runs, and FLAGFORGE_PUBLIC_KEY at the evaluators',
        ),
    ...checkTransport(env, 'REDIS_URL', 'redis:', 'rediss:'),
  ];
}

/** A password that goes over the network as it is. */
function checkTransport(env: Env, name: string, plain: string, secure: string): Check[] {
  const url = URL.canParse(env[name] ?? '') ? new URL(env[name] ?? '') : null;
  if (url === null || url.protocol !== plain || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) return [];
  return [
    amiss(
      'configuration',
      'transport',
      'bad',
      `${name} goes to ${url.hostname} without encryption`,
      `write ${secure}// in ${name}`,
    ),
  ];
}
