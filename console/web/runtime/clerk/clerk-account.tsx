import { OrganizationSwitcher, UserButton } from '@clerk/react';
import type { ReactNode } from 'react';

/** Clerk's own menus: the organisation, and the person with their profile and the way out. */
export const ClerkAccount = (): ReactNode => (
  <>
    <OrganizationSwitcher hidePersonal afterSelectOrganizationUrl="/" afterCreateOrganizationUrl="/" />
    <UserButton />
  </>
);
