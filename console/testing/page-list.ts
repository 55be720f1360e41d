/** Every page of the console, of a project with the flag `new-checkout` and the segment `staff`; for tests and pictures only. */
export const pagesOf = (project: string): Readonly<Record<string, string>> => ({
  dashboard: `/p/${project}`,
  flag: `/p/${project}/flags/new-checkout/production`,
  newFlag: `/p/${project}/new-flag`,
  draft: `/p/${project}/draft`,
  requests: `/p/${project}/requests?state=all`,
  request: `/p/${project}/requests/1`,
  segments: `/p/${project}/segments`,
  segment: `/p/${project}/segments/staff`,
  schedules: `/p/${project}/schedules`,
  audit: `/p/${project}/audit`,
  environments: `/p/${project}/environments`,
  environment: `/p/${project}/environments/production`,
  killSwitch: `/p/${project}/kill-switch?flag=new-checkout`,
  newSegment: `/p/${project}/new-segment`,
  members: `/p/${project}/members`,
  nothing: `/p/${project}/flags/nothing`,
});
