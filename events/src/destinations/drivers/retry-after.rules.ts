/** What a `Retry-After` asks for (RFC 9110, 10.2.3), in milliseconds; null: nothing that can be understood. */
export const retryAfterMs = (header: string | string[] | undefined, now: Date): number | null => {
  const text = [header].flat()[0]?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
};
