import type { Clock } from '@tandem/kit';
import {
  createUseLimiter,
  type LimitSettings,
  type LimitsOf,
  limitsReader,
  type UseLimiter,
  unlimited,
} from '../limits/index.ts';
import { copilotErrors } from './copilot.errors.ts';

/** What pages of workspaces ask for: opening a link, searching the knowledge, and everything else. */
export const copilotUses = ['opens', 'searches', 'calls'] as const;
export type CopilotUse = (typeof copilotUses)[number];
export type CopilotLimits = LimitsOf<CopilotUse>;

export const parseCopilotLimits = limitsReader(copilotUses);

const none = unlimited(copilotUses);
export const noCopilotLimits: LimitSettings<CopilotUse> = { perAddress: none, perEndpoint: none };

export type CopilotLimiter = UseLimiter<CopilotUse>;

/** Counts what anybody asks who may have a link: by address before anything is read, by endpoint once it is known. */
export const createCopilotLimiter = (
  settings: LimitSettings<CopilotUse>,
  clock: Pick<Clock, 'monotonicMs'>,
): CopilotLimiter =>
  createUseLimiter(settings, clock, (seconds) =>
    copilotErrors.tooMany({ seconds }, { headers: { 'retry-after': seconds } }),
  );
