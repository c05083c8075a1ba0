import { describe, expect, it } from 'vitest';
import { toFlowActivity } from './flow-content.rules.ts';

describe('what a flow says in a chat that has no pickers', () => {
  it('shows what can be chosen as the buttons of a card', () => {
    const items = [
      { title: 'Gold', subtitle: '', imageUrl: '', payload: 'plan-gold' },
      { title: 'Free', subtitle: '', imageUrl: '', payload: 'Free' },
      { title: 'Silver', subtitle: '5 €', imageUrl: '', payload: 'Silver' },
    ];
    const list = toFlowActivity('Choose', {
      kind: 'listPicker',
      picker: { title: 'Plans', subtitle: 'With a trial', multiple: false, items },
    });
    expect(list?.attachments).toEqual([
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: {
          title: 'Plans',
          text: 'With a trial',
          buttons: [
            {
              ...{ type: 'messageBack', title: 'Gold', text: 'Gold', displayText: 'Gold' },
              value: 'plan-gold',
            },
            { type: 'imBack', title: 'Free', value: 'Free' },
            {
              ...{ type: 'messageBack', title: 'Silver · 5 €', text: 'Silver' },
              ...{ displayText: 'Silver', value: 'Silver' },
            },
          ],
        },
      },
    ]);
    const at = '2026-02-01T09:00:00.000Z';
    const times = toFlowActivity('', {
      kind: 'datePicker',
      picker: {
        title: 'When',
        subtitle: '',
        earliest: '',
        latest: '',
        times: [{ at, minutes: 5 }],
      },
    });
    expect(times?.attachments?.[0]?.content).toMatchObject({
      buttons: [{ title: '2026-02-01 09:00 UTC', value: at }],
    });
    expect([list, times].map((activity) => activity?.channelData)).toEqual([
      { source: 'bot' },
      { source: 'bot', pick: 'date' },
    ]);
  });

  it('says a template in its own words', () => {
    const template = {
      ...{ id: 'x', language: 'en', header: 'Good news', footer: 'Your shop', parameters: [] },
      replies: [{ text: 'Thanks', payload: 'Thanks' }],
    };
    const activity = toFlowActivity('It is here.', { kind: 'template', template });
    expect(activity?.text).toBe('Good news\n\nIt is here.\n\nYour shop');
    expect(activity?.suggestedActions?.actions).toHaveLength(1);
    const silent = { ...template, replies: [] };
    expect(toFlowActivity('Hi', { kind: 'template', template: silent })).not.toHaveProperty(
      'suggestedActions',
    );
  });
});
