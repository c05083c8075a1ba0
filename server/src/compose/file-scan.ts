import { createFileScan, type ScanFile } from '@tandem/kit';
import type { ServerSettings } from '../settings.ts';
import type { Outbound } from './outbound.ts';

/** What looks at files before they are kept, where the operator has a scanner. */
export const scanOf = (
  { TANDEM_FILE_SCAN_URL: url }: ServerSettings,
  { http }: Pick<Outbound, 'http'>,
): { readonly scanFile?: ScanFile } =>
  url === undefined ? {} : { scanFile: createFileScan({ http, url }) };
