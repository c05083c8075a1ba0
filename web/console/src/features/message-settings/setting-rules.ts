import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FormValues, textOf } from '#src/components/form-rules.ts';

export type MessagingSetting =
  ReplyOf<'GET /api/v2/conversations/messaging/settings/{messageSettingId}'>;
type SettingBody = BodyOf<'POST /api/v2/conversations/messaging/settings'>;

const switchOf = (on: unknown): 'Enabled' | 'Disabled' => (on === true ? 'Enabled' : 'Disabled');

export const showsTyping = (
  setting: MessagingSetting | null,
  direction: 'inbound' | 'outbound',
): boolean => (setting?.event?.typing?.on?.[direction] ?? 'Enabled') === 'Enabled';

export const settingToForm = (setting: MessagingSetting | null): FormValues => ({
  name: setting?.name ?? '',
  typingIn: showsTyping(setting, 'inbound'),
  typingOut: showsTyping(setting, 'outbound'),
});

/** The configuration as it is sent. What the form does not show keeps the value it had. */
export const formToSetting = (values: FormValues, old: MessagingSetting | null): SettingBody => ({
  name: textOf(values, 'name'),
  ...(old?.content ? { content: old.content } : {}),
  event: {
    typing: {
      on: { inbound: switchOf(values['typingIn']), outbound: switchOf(values['typingOut']) },
    },
  },
});
