/** What the runtime offers a function, as far as it is used. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html */
declare module 'cloudfront' {
  interface KeyValueStore {
    /** Rejects where the store has no such key. */
    get(key: string, options: { readonly format: 'json' }): Promise<unknown>;
  }
  const cloudfront: { kvs(): KeyValueStore };
  export default cloudfront;
}
