/** The headers of the console's own pages. They may load from here, call here, and nothing else. */
export type PageHeaders = Readonly<Record<string, string>>;

/** Where Clerk has what its components show: pictures of people, and the question whether one is a person. */
const [PICTURES, CHALLENGES] = ['https://img.clerk.com', 'https://challenges.cloudflare.com'];

/**
 * @param clerkHost the Frontend API of the Clerk instance that people sign in with: its scripts run in the page and write
 * style sheets into it, which its documentation asks for. null: nobody does, and nothing is let in.
 */
export function pageHeaders(clerkHost: string | null): PageHeaders {
  const clerk = clerkHost === null ? [] : [`https://${clerkHost}`];
  const policy = [
    "default-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Icons of the style sheet.
    ["img-src 'self' data:", ...(clerkHost === null ? [] : [PICTURES])].join(' '),
    ...(clerkHost === null
      ? []
      : [
          ["script-src 'self'", ...clerk, CHALLENGES].join(' '),
          ["connect-src 'self'", ...clerk].join(' '),
          "style-src 'self' 'unsafe-inline'",
          "worker-src 'self' blob:",
          `frame-src ${CHALLENGES}`,
        ]),
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
