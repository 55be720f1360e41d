/** The HTTP side of the stand-in: who asks, whether the description agrees, and pages. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { checkRequest, completeResponse, findOperation } from './api-description.ts';
import { type Faults, failWith } from './faults.ts';
import type { Answer, Handler } from './handler.ts';
import { APP_HANDLERS, APP_OPERATIONS, isAppToken } from './handlers-app.ts';
import { GIT_HANDLERS } from './handlers-git.ts';
import { PULL_HANDLERS } from './handlers-pulls.ts';
import { REPOSITORY_HANDLERS } from './handlers-repository.ts';
import { type Account, isAtLeast, notFound, Refusal, type World } from './world.ts';

const HANDLERS: Readonly<Record<string, Handler>> = {
  ...GIT_HANDLERS,
  ...PULL_HANDLERS,
  ...REPOSITORY_HANDLERS,
  ...APP_HANDLERS,
};

/** A request that it got. */
export interface Heard {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
}

export interface StandInServer {
  readonly server: Server;
  readonly heard: Heard[];
  /** What GitHub's description does not agree with, in requests and in responses. */
  readonly violations: string[];
}

export function createStandInServer(world: World, faults: Faults): StandInServer {
  const heard: Heard[] = [];
  const violations: string[] = [];
  // One at a time, as branches and requests are moved together.
  let turn: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    readBody(request)
      .then((body) => {
        const answered = turn.then(() => respond(request, response, body));
        turn = answered.catch(() => {});
        return answered;
      })
      .catch((error: unknown) => {
        violations.push(`${request.method} ${request.url}: ${String(error)}`);
        if (!response.headersSent) response.writeHead(501).end();
      });
  });
  return { server, heard, violations };

  async function respond(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
    const { method = 'GET', url: path = '/' } = request;
    const name = `${method} ${path}`;
    const fault = faults.take(name);
    const answer =
      fault === null || fault.isDone === true ? await answerTo(request, text) : await lookOnly(request, text);
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
    heard.push({ method, path, status: fault === null ? answer.status : 0 });
    if (fault !== null) {
      failWith(response, fault, body, world.now());
      return;
    }
    response.writeHead(answer.status, {
      ...(body !== '' && { 'content-type': 'application/json; charset=utf-8' }),
      ...{ 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': String(Math.max(0, 5000 - heard.length)) },
      ...{ 'x-ratelimit-reset': String(Math.ceil(world.now() / 1000) + 3600), 'x-ratelimit-resource': 'core' },
      ...answer.headers,
    });
    response.end(body);
  }

  /** What a request that is to fail would have got, where asking changes nothing. */
  async function lookOnly(request: IncomingMessage, text: string): Promise<FullAnswer> {
    return request.method === 'GET' ? answerTo(request, text) : { status: 200, body: {}, headers: {} };
  }

  async function answerTo(request: IncomingMessage, text: string): Promise<FullAnswer> {
    const { method = 'GET', url = '/' } = request;
    const { pathname, searchParams: query } = new URL(url, 'http://stand-in');
    const found = findOperation(method, pathname);
    if (found === null) return violate(`${method} ${url} is no operation of the description`);
    const { operation, parts } = found;
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const wrong = checkRequest(found, query, body);
    if (wrong.length > 0) return violate(...wrong);
    const handler = HANDLERS[operation.operationId];
    if (handler === undefined) return violate(`${operation.operationId} is not played`);
    const links: Record<string, string> = {};
    const answer = await answerOrRefuse(async () => {
      const as = whoAsks(request, operation.operationId);
      const isOther = parts.owner !== undefined && !isThis(parts.owner, parts.repo);
      if (isOther || (as.level === 'none' && parts.owner !== undefined)) throw notFound();
      return handler({
        ...{ world, parts, query, body, as },
        needs(level) {
          if (!isAtLeast(as, level)) throw new Refusal(403, 'Resource not accessible by personal access token');
        },
        page(all) {
          const size = Math.min(Number(query.get('per_page') ?? 30), 100);
          const number = Number(query.get('page') ?? 1);
          Object.assign(links, linksTo(request, url, number, Math.ceil(all.length / size)));
          return all.slice((number - 1) * size, number * size);
        },
      });
    });
    const { body: completed, problems } = completeResponse(operation, answer.status, answer.body);
    return problems.length > 0 ? violate(...problems) : { status: answer.status, body: completed, headers: links };
  }

  function violate(...problems: readonly string[]): FullAnswer {
    violations.push(...problems);
    return { status: 501, body: { message: problems.join('; ') }, headers: {} };
  }

  function isThis(owner: string, name: string | undefined): boolean {
    return `${owner}/${name}`.toLowerCase() === `${world.owner}/${world.name}`.toLowerCase();
  }

  function whoAsks(request: IncomingMessage, operationId: string): Account {
    const token = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const isApp = APP_OPERATIONS.includes(operationId);
    for (const account of world.accounts.values()) {
      if (account.token === token && !isApp) return account;
      if (isApp && account.login === `${world.app.slug}[bot]` && isAppToken(world, token)) return account;
    }
    throw new Refusal(401, isApp ? 'A JSON web token could not be decoded' : 'Bad credentials');
  }
}

interface FullAnswer extends Answer {
  readonly headers: Readonly<Record<string, string>>;
}

async function answerOrRefuse(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, message, errors } = error;
    return {
      status,
      body: { message, ...(errors !== undefined && { errors }), documentation_url: 'https://docs.github.com/rest' },
    };
  }
}

function linksTo(request: IncomingMessage, url: string, number: number, last: number): Record<string, string> {
  const at = (page: number, rel: string): string => {
    const target = new URL(url, `http://${request.headers.host}`);
    target.searchParams.set('page', String(page));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [at(number - 1, 'prev'), at(1, 'first')] : []),
    ...(number < last ? [at(number + 1, 'next'), at(last, 'last')] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(', ') };
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}
