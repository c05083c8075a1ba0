import { describe, expect, it } from 'vitest';
import { type BotList, linesOf, listOfLines, wrongLine } from './connector-rules.ts';

const list: BotList = {
  chatBots: [
    {
      ...{ id: 'b1', name: 'Orders' },
      versions: [
        {
          ...{ version: '1', supportedLanguages: ['de'] },
          intents: [
            { name: 'order', slots: { size: { name: 'size', type: 'String' } } },
            { name: 'handover' },
          ],
        },
      ],
    },
  ],
};

describe('the bots of a Bot Connector as lines', () => {
  it('stay the same when nothing is typed', () => {
    expect(linesOf(list)).toBe('Orders; 1; order, handover');
    expect(listOfLines(linesOf(list), list)).toEqual(list);
  });

  it('keep what the lines do not say, and let go of what is not in them', () => {
    const text = 'Orders; 1; order\nOrders; 2; refund\n\nReturns; 1;';
    const { chatBots } = listOfLines(text, list);
    expect(chatBots).toEqual([
      {
        ...{ id: 'b1', name: 'Orders' },
        versions: [
          {
            ...list.chatBots[0]?.versions[0],
            intents: [list.chatBots[0]?.versions[0]?.intents[0]],
          },
          { version: '2', supportedLanguages: ['en-us'], intents: [{ name: 'refund' }] },
        ],
      },
      {
        ...{ id: 'Returns', name: 'Returns' },
        versions: [{ version: '1', supportedLanguages: ['en-us'], intents: [] }],
      },
    ]);
  });

  it('name a bot and a version each', () => {
    expect(wrongLine('Orders; 1')).toBeNull();
    expect(wrongLine('\nOrders; 1; a\nOrders')).toBe(3);
    expect(wrongLine('; 1; a')).toBe(1);
    expect(wrongLine('a; 1; b; c')).toBe(1);
  });
});
