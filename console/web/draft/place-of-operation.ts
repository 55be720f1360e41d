import { pagePath } from '../../api/page-paths.ts';
import type { Operation } from './operation.ts';

/** The page where an edit was made; null: of a file without one, such as a flag that is not there yet. */
export function placeOfOperation(project: string, operation: Operation): string | null {
  if ('flag' in operation) {
    const { flag } = operation;
    return 'environment' in operation
      ? pagePath('flagIn', { project, flag, environment: operation.environment })
      : pagePath('flag', { project, flag });
  }
  switch (operation.kind) {
    case 'set-policy':
      return pagePath('environment', { project, environment: operation.environment });
    case 'set-members':
      return pagePath('members', { project });
    case 'set-segment':
      return pagePath('segment', { project, segment: operation.segment });
    default:
      return null;
  }
}
