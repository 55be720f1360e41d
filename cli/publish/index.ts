/** What is published. */
export { type Published, readPublished } from './read-published.ts';
export { loadSigner, type Signer } from './signing.ts';
