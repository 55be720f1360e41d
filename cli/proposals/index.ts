/** Change requests that commands and the console open: promotions, and what follows kills and rollbacks. */
export { requestKill } from './kill-request.ts';
export { asCode, asCodeBlock, asMarkdown } from './markdown.ts';
export { PROMOTABLE, type Promotable } from './plan-promotion.ts';
export { type PreparedPromotion, type PromotionRequest, preparePromotion } from './prepare-promotion.ts';
export { promotionBody, promotionTitle } from './promotion-report.ts';
export {
  type DraftFile,
  loadTextAt,
  openProposal,
  openProposalBase,
  type ProposalBase,
  type ProposalDraft,
} from './proposal-base.ts';
export { requestRevert } from './rollback-request.ts';
export { diffTexts } from './text-diff.ts';
