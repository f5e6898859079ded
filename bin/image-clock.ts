/** What an image has for the global `performance`, behind which are a dozen modules of Node.js that nothing here needs. */
const NS_OF_MS = 1e6;

function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / NS_OF_MS;
}

export const performance = {
  /** Milliseconds since some moment. */
  now,
  /** That moment, in milliseconds since 1970. */
  get timeOrigin(): number {
    return Date.now() - now();
  },
};
