/** Every page of the console, on the shop of the tests; for tests and pictures only. */
export const PAGES: Readonly<Record<string, string>> = {
  dashboard: '/p/shop',
  flag: '/p/shop/flags/new-checkout/production',
  newFlag: '/p/shop/new-flag',
  draft: '/p/shop/draft',
  requests: '/p/shop/requests?state=all',
  request: '/p/shop/requests/1',
  segments: '/p/shop/segments',
  segment: '/p/shop/segments/staff',
  schedules: '/p/shop/schedules',
  audit: '/p/shop/audit',
  environments: '/p/shop/environments',
  members: '/p/shop/members',
  nothing: '/p/shop/flags/nothing',
};
