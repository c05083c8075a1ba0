import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** The messaging setting that platforms have which name none; null when everything is on. */
export const DefaultMessagingSetting = Type.Object({
  settingId: Type.Union([Type.String(), Type.Null()]),
});
export type DefaultMessagingSetting = Static<typeof DefaultMessagingSetting>;

/** The vendor's operation answers 404 where there is none, which browsers report as a failure. */
export const messageDefaultsOperations = {
  getTandemDefaultMessagingSetting: {
    method: 'GET',
    path: '/tandem/messaging/default-setting',
    permission: { all: ['messaging:setting:view'] },
    reply: { 200: DefaultMessagingSetting },
  },
} as const satisfies Operations;
