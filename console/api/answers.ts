/** What each route that the pages use answers, and what it takes. The routes themselves are described by `/v1/openapi.json`. */
import type { Snapshot } from '@flagforge/sdk/engine';
import type { AuditPageJson, VerificationJson } from './audit-json.ts';
import type {
  ChangeBody,
  PreviewBody,
  PreviewJson,
  RequestJson,
  RequestRowJson,
  ReviewJson,
} from './change-request-json.ts';
import type { EnvironmentListJson } from './environment-json.ts';
import type { FlagJson, FlagListJson } from './flag-json.ts';
import type { HistoryJson } from './history-json.ts';
import type { KeyJson, NewKeyJson } from './key-json.ts';
import type { KillJson } from './kill-json.ts';
import type { LiveTimesJson } from './live-times-json.ts';
import type { LocalSessionJson, LocalUserJson, MeJson, ProjectJson } from './me-json.ts';
import type { NewFlagBody, NewFlagJson } from './new-flag-json.ts';
import type { MemberListJson, OneSegmentJson, ScheduledStepJson, SegmentJson } from './overview-json.ts';
import type { StatusJson } from './status-json.ts';
import type { UsageJson } from './usage-json.ts';
import type { ReturnJson, VersionJson } from './version-json.ts';
import type { VocabularyJson } from './vocabulary-json.ts';

interface ChangeRequestAnswer {
  readonly changeRequest: RequestRowJson;
}

/** Reads: they change nothing. */
export interface Reads {
  '/v1/me': MeJson;
  '/v1/projects': { readonly projects: readonly ProjectJson[] };
  '/v1/environments': EnvironmentListJson;
  '/v1/environments/{name}/versions': { readonly versions: readonly VersionJson[] };
  '/v1/environments/{name}/versions/{version}': ReturnJson;
  '/v1/flags': FlagListJson;
  '/v1/flags/{id}': FlagJson;
  '/v1/flags/{id}/history': HistoryJson;
  /** null: the environment does not have it. */
  '/v1/flags/{id}/snapshot': { readonly commit: string; readonly snapshot: Snapshot | null };
  '/v1/audit': AuditPageJson;
  '/v1/audit/verify': VerificationJson;
  '/v1/change-requests': { readonly changeRequests: readonly RequestRowJson[] };
  '/v1/change-requests/{number}': { readonly changeRequest: RequestJson };
  '/v1/segments': { readonly commit: string; readonly segments: readonly SegmentJson[] };
  '/v1/segments/{name}': OneSegmentJson;
  '/v1/schedules': { readonly steps: readonly ScheduledStepJson[] };
  '/v1/members': MemberListJson;
  '/v1/vocabulary': VocabularyJson;
  '/v1/usage': UsageJson;
  '/v1/kills': { readonly kills: readonly KillJson[] };
  '/v1/status': StatusJson;
  '/v1/status/times': LiveTimesJson;
  '/v1/keys': { readonly keys: readonly KeyJson[] };
  '/v1/dev/users': { readonly users: readonly LocalUserJson[] };
}

/** Writes, and a question that needs a body: what goes in, and what comes back. */
export interface Writes {
  '/v1/dev/session': { body: { readonly user: string }; answer: LocalSessionJson };
  '/v1/preview': { body: PreviewBody; answer: PreviewJson };
  '/v1/change-requests': {
    body: ChangeBody & { readonly title: string; readonly body?: string; readonly baseCommit: string };
    answer: ChangeRequestAnswer;
  };
  '/v1/change-requests/{number}/reviews': {
    body: {
      readonly verdict: 'approved' | 'changes-requested' | 'commented';
      readonly head: string;
      readonly body?: string;
    };
    answer: { readonly review: ReviewJson };
  };
  '/v1/change-requests/{number}/merge': { body: { readonly head: string }; answer: ChangeRequestAnswer };
  '/v1/flags/{id}/kill': {
    body: { readonly environments?: readonly string[]; readonly reason: string; readonly turnsOnAgreed?: boolean };
    answer: { readonly project: string };
  };
  '/v1/flags/{id}/revive': {
    body: { readonly environments?: readonly string[]; readonly reason?: string; readonly unapproved?: boolean };
    answer: { readonly project: string };
  };
  '/v1/environments/{name}/rollback': {
    body: { readonly to: number; readonly reason: string };
    answer: { readonly project: string };
  };
  '/v1/environments/{name}/release': {
    body: { readonly reason?: string; readonly unapproved?: boolean };
    answer: { readonly project: string };
  };
  '/v1/new-flag': { body: NewFlagBody; answer: NewFlagJson };
  '/v1/keys': {
    body: {
      readonly environment: string;
      readonly kind: 'server' | 'client';
      readonly name?: string;
      readonly origins?: readonly string[];
      readonly expires?: string;
    };
    answer: NewKeyJson;
  };
  '/v1/keys/{id}/rotate': { body: { readonly environment: string; readonly overlap?: string }; answer: NewKeyJson };
  '/v1/keys/{id}/revoke': { body: { readonly environment: string; readonly reason?: string }; answer: KeyJson };
  '/v1/change-requests/{number}/close': { body: undefined; answer: ChangeRequestAnswer };
}

/** What a path and a query name. */
export interface Asking {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
}

/** A route's path with its names filled in, and its query behind it. */
export function addressOf(route: string, { params = {}, query = {} }: Asking): string {
  const path = route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = searchOf(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** A query as text has it. */
export const searchOf = (query: Asking['query'] = {}): URLSearchParams =>
  new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]));
