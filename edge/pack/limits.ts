/** What CloudFront KeyValueStore takes. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
export const STORE_LIMITS = {
  /** Bytes of all keys and values of one store. */
  storeBytes: 5 * 1024 * 1024,
  /** Bytes of UTF-8 of one key. */
  keyBytes: 512,
  /** Bytes of UTF-8 of one value. */
  valueBytes: 1024,
  /** Keys that one call may put and delete together. */
  keysPerUpdate: 50,
  /** Bytes that one call may carry. */
  updateBytes: 3 * 1024 * 1024,
  /** Keys on one page of a listing, at most. */
  keysPerPage: 50,
} as const;

/** How many reads of the store one request for one flag may need; a flag that may need more is passed to the origin. */
export const MOST_READS = 8;
