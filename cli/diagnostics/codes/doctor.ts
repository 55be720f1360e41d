import type { CodeDefinition } from '../diagnostic.ts';

/** FF4300-FF4339: doctor. */
export const DOCTOR_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4300: {
    severity: 'error',
    title: 'nobody to own the flags',
    message: () => '`access` in flagforge.yaml names nobody with a GitHub login who may approve something',
    hint: () => 'write  access: [{ who: "github:patlee", role: admin }]  and run it again',
    help: 'CODEOWNERS tells GitHub whom to ask for a review of which files. `flagforge doctor --codeowners` writes it from the roles under `access`, so that both agree: people with a role that some environment names under `approvers` own the flags, admins of the whole project own flagforge.yaml and the workflows. A person under `people` is known by their `github` login.',
  },
};
