/** The keys of the stream benchmark. */
export const SERVER_KEY = 'ff_server_benchmark';
export const CLIENT_KEY = 'ff_client_benchmark';
