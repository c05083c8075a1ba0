import type { Activity } from '@tandem/contract';
import type { SessionUnit } from '../conversations/index.ts';
import type { HandlingOptions } from '../handling/index.ts';
import type { Handover } from './handover.model.ts';
import { ownTexts } from './handover.texts.ts';

/** How the handover goes; what is left out goes by itself. */
export const optionsOf = ({ request }: Pick<Handover, 'request'>): HandlingOptions =>
  request.options ?? {};

/** A text with the agent's name in it; where nobody has come yet, neither the name nor a gap is left. */
export const withAgent = (text: string, name: string | null | undefined): string =>
  name
    ? text.replaceAll('{agent}', () => name)
    : text.replaceAll(/^\{agent\}[^\S\n]*|[^\S\n]*\{agent\}/gm, '');

/** What the gateway says to the customer in a handover; buttons say their own words. */
export const sayInHandover = async (
  unit: SessionUnit,
  { id, agent }: Pick<Handover, 'id' | 'agent'>,
  { text, buttons = [] }: { readonly text: string; readonly buttons?: readonly string[] },
): Promise<void> => {
  const body: Activity = {
    type: 'message',
    from: { id: 'bot', role: 'bot' },
    text: withAgent(text, agent?.name),
    ...(buttons.length > 0
      ? {
          suggestedActions: {
            actions: buttons.map((title) => ({ type: 'imBack' as const, title, value: title })),
          },
        }
      : {}),
    channelData: { source: 'system' },
  };
  await unit.append({ direction: 'system', body, handover: id });
};

const cancelButtons = ({ cancelButton }: HandlingOptions) => (cancelButton ? [cancelButton] : []);

/** That the handover is under way, with the button that cancels it. */
export const sayAccepted = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  const options = optionsOf(handover);
  const buttons = cancelButtons(options);
  const text =
    options.acceptedText ??
    (buttons.length > 0 ? ownTexts(unit.session.locale).accepted : undefined);
  if (text) await sayInHandover(unit, handover, { text, buttons });
};

export const sayQueued = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  const options = optionsOf(handover);
  if (options.queuedText)
    await sayInHandover(unit, handover, {
      text: options.queuedText,
      buttons: cancelButtons(options),
    });
};

/** Says a text of the options, where there is one. @returns whether something was said */
export const sayOption = async (
  unit: SessionUnit,
  handover: Handover,
  names: readonly (keyof HandlingOptions)[],
): Promise<boolean> => {
  const options = optionsOf(handover);
  const text = names.map((name) => options[name]).find((one) => typeof one === 'string');
  if (typeof text !== 'string') return false;
  await sayInHandover(unit, handover, { text });
  return true;
};
