import type { EventSecrets } from '@tandem/events';
import { testFlowServices } from './flow-services.ts';

/** Secrets of event targets in tests: nothing stands elsewhere. */
export const testEventSecrets: EventSecrets = {
  keep: testFlowServices.keepSecret,
  open: async (_org, { source }) =>
    source.kind === 'insecure'
      ? Buffer.from(source.sealed, 'base64').toString().split('').reverse().join('')
      : '',
};
