import type { Args, CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

const FROM_REDIS_URL = 'the address comes from REDIS_URL';

/** A client of clusters met a server that is none. */
const isPlain = (args: Args): boolean => textOf(args.reason).includes('cluster support disabled');

/** FF3120-FF3139: Redis and the other targets. */
export const TARGET_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3120: {
    severity: 'error',
    title: 'REDIS_URL cannot be read',
    message: (args) => `REDIS_URL is no address of Redis: ${textOf(args.problem)}`,
    hint: () =>
      'write  redis://user:password@host:6379  (rediss:// for TLS; several hosts of a cluster: host1:6379,host2:6379)',
    help: 'REDIS_URL names the Redis that evaluators read: `redis://user:password@host:6379/0`, `rediss://` for TLS, `unix:///path/redis.sock` for a socket. The hosts of a cluster are separated by commas; a cluster behind one name is one when `REDIS_CLUSTER=true` is set. Characters such as @, / and % in a user or a password are percent-encoded (`p@ss` is `p%40ss`). There are no options after `?`: certificates come from REDIS_CA, REDIS_CERT and REDIS_KEY.',
    example: {
      wrong: 'REDIS_URL=cache.internal:6379',
      right: 'REDIS_URL=rediss://publisher:secret@cache.internal:6379',
    },
  },
  FF3121: {
    severity: 'error',
    title: 'Redis cannot be reached',
    message: (args) => `cannot reach Redis at ${textOf(args.label)}: ${textOf(args.reason)}`,
    // With TLS 1.3 a server that misses the client's certificate hangs up after the handshake.
    hint: (args) =>
      args.isTls === true && textOf(args.reason).includes('cut')
        ? `${FROM_REDIS_URL}; a server that wants a certificate of its clients hangs up so: REDIS_CERT and REDIS_KEY`
        : FROM_REDIS_URL,
    help: 'No connection to Redis could be made, or it was cut. Is the server running, is host and port right, does a firewall stand between? Redis holds a copy: what Postgres took is safe, evaluators read Postgres meanwhile, and `flagforge publish --resume` brings Redis up to date when it is back.',
  },
  FF3122: {
    severity: 'error',
    title: 'Redis refuses the login',
    message: (args) =>
      `Redis at ${textOf(args.label)} refuses the login of user "${textOf(args.user)}": ${textOf(args.reason)}`,
    hint: () => 'user and password come from REDIS_URL: redis://user:password@host (percent-encode @ / : %)',
    help: 'The user or the password in REDIS_URL is wrong, the user is switched off, or the server wants a login and REDIS_URL has none. `ACL LIST` on the server shows its users. A password alone is that of the user `default`: `redis://:password@host`.',
  },
  FF3123: {
    severity: 'error',
    title: 'Redis does not let this user do it',
    message: (args) =>
      `Redis at ${textOf(args.label)} does not let user "${textOf(args.user)}" do this: ${textOf(args.reason)}`,
    hint: (args) =>
      `it lacks ${textOf(args.rule)}; an administrator types:  ACL SETUSER ${textOf(args.user)} ${textOf(args.rule)}`,
    help: 'The ACL of the Redis user lacks a command, a key or a channel. A publisher needs `~ff:* &ff:*` and the commands of the line in the README of the CLI, section Redis; an evaluator has a line of its own, with which it reads everything and writes only its counters, its heartbeat and used tickets. `ACL LOG` on the server tells what was refused.',
  },
  FF3124: {
    severity: 'error',
    title: 'this Redis takes no writes',
    message: (args) => `Redis at ${textOf(args.label)} takes no writes: ${textOf(args.reason)}`,
    hint: () => 'REDIS_URL must name the primary, not a replica',
    help: 'The server is a replica, or lost its primary or too many of its replicas. Publishing writes to the primary; evaluators may read a replica. After a failover the name in REDIS_URL must lead to the new primary.',
  },
  FF3125: {
    severity: 'error',
    title: 'Redis cannot take more',
    message: (args) => `Redis at ${textOf(args.label)} cannot take the write: ${textOf(args.reason)}`,
    hint: () => 'give it more memory or disk (CONFIG GET maxmemory, INFO persistence)',
    help: 'Redis is at its `maxmemory`, or it cannot save to its disk and stops writes for that. FlagForge keeps one snapshot an environment, of some megabytes at most, and no history. Use `maxmemory-policy noeviction`, or one of the volatile policies: with the others Redis may throw snapshots away, and evaluators fall back to Postgres until the next publish.',
  },
  FF3126: {
    severity: 'error',
    title: 'TLS with Redis failed',
    message: (args) => `no TLS with Redis at ${textOf(args.label)}: ${textOf(args.reason)}`,
    hint: () => 'a private authority: REDIS_CA=/path/ca.pem; a client certificate: REDIS_CERT and REDIS_KEY',
    help: 'The certificate of the server is not trusted, is for another name, or has expired; or the server wants a certificate of the client; or one side speaks TLS and the other does not (`rediss://` is TLS, `redis://` is not). REDIS_CA names a file with the authorities to trust (PEM), REDIS_CERT and REDIS_KEY the certificate and key to show. There is no way to switch the check off.',
  },
  FF3127: {
    severity: 'error',
    title: 'Redis does not answer',
    message: (args) => `Redis at ${textOf(args.label)} does not answer: ${textOf(args.reason)}`,
    hint: (args) => `${FROM_REDIS_URL}${args.isTls === true ? '; does the server speak TLS there (rediss://)?' : ''}`,
    help: 'Redis took the connection, or seemed to, and then did not answer in time: it is overloaded, a slow command or script holds it, it is being loaded, one side waits for TLS that the other does not speak, or the network loses packets. A write may have been done all the same; offering it again does no harm.',
  },
  FF3128: {
    severity: 'error',
    title: 'Redis Cluster',
    message: (args) =>
      isPlain(args)
        ? `Redis at ${textOf(args.label)} is no cluster`
        : `Redis Cluster at ${textOf(args.label)} refuses: ${textOf(args.reason)}`,
    hint: (args) =>
      isPlain(args)
        ? 'unset REDIS_CLUSTER, and name one host in REDIS_URL'
        : /^(?:MOVED|CROSSSLOT)/.test(textOf(args.reason))
          ? 'it is a cluster: set REDIS_CLUSTER=true, or name several of its hosts in REDIS_URL, separated by commas'
          : 'a part of its slots is served by nobody for now; see  redis-cli cluster info',
    help: 'A cluster spreads keys over its nodes, and its clients must know that it is one: name several hosts in REDIS_URL, or set `REDIS_CLUSTER=true` with one. All keys of an environment lie in one slot. A cluster that says CLUSTERDOWN has lost nodes; it takes writes again when its slots are covered.',
  },
  FF3129: {
    severity: 'error',
    title: 'something else lies in Redis',
    message: (args) =>
      `in Redis at ${textOf(args.label)} something else lies under a key of FlagForge: ${textOf(args.reason)}`,
    hint: () =>
      'find it with  redis-cli --scan --pattern "ff:*"  and TYPE; snapshots are hashes: DEL it, then publish --resume',
    help: 'Keys that begin with `ff:` belong to FlagForge. One of them is of another type than FlagForge writes, so somebody else wrote it. Delete it; `flagforge publish --resume` writes what belongs there. Another program that uses such names should have another Redis, or another database of it.',
  },
  FF3130: {
    severity: 'error',
    title: 'Redis refuses',
    message: (args) => `Redis at ${textOf(args.label)} refuses: ${textOf(args.reason)}`,
    hint: () => 'try again in a moment',
    help: 'Redis answered with an error that is none of those with a code of their own. LOADING: it has just started and reads its data; BUSY: a script of somebody runs. Both pass. Redis holds a copy: what Postgres took is safe, and `flagforge publish --resume` finishes.',
  },
  FF3131: {
    severity: 'error',
    title: 'a certificate for Redis cannot be read',
    message: (args) => `${textOf(args.variable)} cannot be used: ${textOf(args.problem)}`,
    hint: () => 'it holds the path of a PEM file, or the PEM text itself (-----BEGIN ...)',
    help: 'REDIS_CA, REDIS_CERT and REDIS_KEY each hold the path of a PEM file or its text. REDIS_CERT and REDIS_KEY come together, and all three are for `rediss://` only.',
  },
  FF3132: {
    severity: 'error',
    title: 'no Redis answers there',
    message: (args) => `what answers at ${textOf(args.label)} is no Redis: ${textOf(args.reason)}`,
    hint: () => FROM_REDIS_URL,
    help: 'Something took the connection and answered in another language than that of Redis: a web server, a proxy that speaks HTTP, or a TLS port that was asked without TLS. Check the port in REDIS_URL, and whether it wants `rediss://`.',
  },
};
