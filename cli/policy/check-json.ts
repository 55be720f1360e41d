import type { RequestCheck } from './check-request.ts';

/** How a request stands, for programs. */
export function checkJson({ evidence, judgement, footprint, base, conflicts }: RequestCheck): object {
  const { number, title, url, head, state } = evidence.request;
  return {
    request: { number, title, url, state, head },
    base,
    isApproved: judgement.isApproved,
    demands: judgement.demands,
    forAdmins: footprint.forAdmins,
    conflicts,
  };
}
