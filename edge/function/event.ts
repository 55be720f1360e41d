/** A viewer request as CloudFront gives it to a function. Names of headers are in lower case. */

/** A header, a parameter of the query or a cookie; `multiValue` where it came more than once. */
export interface Valued {
  value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

export interface EdgeRequest {
  readonly method: string;
  readonly uri: string;
  /** Values are as they were sent: percent-encoded. */
  readonly querystring: Readonly<Record<string, Valued>>;
  readonly headers: Record<string, Valued>;
  readonly cookies: Record<string, Valued>;
}

export interface EdgeEvent {
  readonly viewer: { readonly ip: string };
  readonly request: EdgeRequest;
}

/** An answer that the function gives itself, in place of the origin's. */
export interface EdgeResponse {
  readonly statusCode: number;
  readonly headers: Record<string, Valued>;
  readonly body?: string;
}
