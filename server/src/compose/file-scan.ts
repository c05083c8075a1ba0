import { createFileScan, isScanAway, type Log, type ScanFile } from '@tandem/kit';
import type { ServerSettings } from '../settings.ts';
import type { Outbound } from './outbound.ts';

/** What looks at files before they are kept, where the operator has a scanner; that it gives no verdict is logged. */
export const scanOf = (
  { TANDEM_FILE_SCAN_URL: url }: ServerSettings,
  { http, log }: Pick<Outbound, 'http'> & { readonly log: Pick<Log, 'warn'> },
): { readonly scanFile?: ScanFile } => {
  if (url === undefined) return {};
  const scan = createFileScan({ http, url });
  return {
    scanFile: (file) =>
      scan(file).catch((error: unknown) => {
        if (isScanAway(error)) log.warn({ err: error }, 'file not scanned');
        throw error;
      }),
  };
};
