import { type Handler } from '@tandem/contract';
import type { createCallThrough } from './call-through.ts';
import type { ConnectorDeps } from './connectors.types.ts';
/** Connectors: made with consent, changed, deactivated, tried out, deleted. Secrets and tokens never come back. */
export declare const connectorHandlers: (deps: ConnectorDeps, send: ReturnType<typeof createCallThrough>['send']) => Handler[];
