import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

/** FF9000-FF9999: our bugs. They are no findings about files, and have codes so that they can be looked up. */
export const BUG_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF9001: {
    severity: 'error',
    title: 'a bug in flagforge',
    message: (args) => `this is a bug in flagforge: ${textOf(args.problem)}`,
    help: 'The command met something that it was not made for, and stopped. Your files are not to blame: whatever they hold, flagforge should have said what is wrong with them. Please report it with the lines that were printed; `FLAGFORGE_DEBUG=1` before the same command prints more. The values of options are left out of these lines, as a context may hold personal data.',
  },
};
