export { countOf, formatCount } from '../diagnostics/count.ts';
