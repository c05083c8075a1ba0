/** Pages may load from this origin only; styles inline because component libraries set them. */
const policy = (frameOrigins: readonly string[]) =>
  `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https: http:; media-src 'self' blob: https: http:; connect-src 'self' ws: wss:; frame-ancestors ${["'self'", ...frameOrigins].join(' ')}; base-uri 'none'; object-src 'none'`;

export const pageHeaders = {
  'content-security-policy': policy([]),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/**
 * The copilot's page shows pages of others in tiles, is shown by the sites that its workspace names, and its address
 * holds a token that goes to nobody else.
 */
export const copilotPageHeaders = (frameOrigins: readonly string[]) => ({
  ...pageHeaders,
  'content-security-policy': `${policy(frameOrigins)}; frame-src 'self' https: http:`,
  'referrer-policy': 'no-referrer',
});
