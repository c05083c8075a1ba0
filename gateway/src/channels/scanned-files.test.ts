import { fileScanErrors } from '@tandem/kit';
import { expect, it } from 'vitest';
import { startGatewayWorld } from '../testing/index.ts';
import { deliver, openChannel, talksOf } from './channels.fixture.ts';
import { botToken, startFakeTelegram } from './telegram/fake-telegram.fixture.ts';

it('files of a channel are kept only when the virus scanner lets them pass', async () => {
  const asked: string[] = [];
  await using world = await startGatewayWorld({
    scanFile: async ({ bytes }) => {
      const words = bytes.toString();
      asked.push(words);
      if (words === 'bad') throw fileScanErrors.infected({ found: 'Eicar' });
      // The scanner is away when it is asked first.
      if (words === 'late' && asked.length === 1)
        throw fileScanErrors.unavailable({ problem: 'timeout' });
    },
  });
  await using fake = await startFakeTelegram();
  const settings = { botToken, apiBase: fake.origin };
  const { channel } = await openChannel(world, { kind: 'telegram', name: 'Scanned', settings });
  await world.admin(`/channels/${channel.id}/connect`, { method: 'POST' });
  fake.chats.add('7');
  const from = { id: 7, is_bot: false, first_name: 'Ada', language_code: 'en' };
  const send = (id: number, name: string) => {
    fake.files.set(name, Buffer.from(name));
    const document = { file_id: name, file_name: `${name}.zip` };
    const message = { chat: { id: 7, type: 'private' }, from, date: 1, message_id: id, document };
    return deliver(channel.inboundUrl, {
      body: JSON.stringify({ update_id: id, message }),
      headers: { 'x-telegram-bot-api-secret-token': fake.state.secret },
    });
  };
  await send(1, 'late');
  await send(2, 'bad');
  const said = async () =>
    ((await talksOf(world, channel))[0]?.activities ?? []).filter(
      ({ direction }) => direction === 'user',
    );
  await expect.poll(async () => (await said()).length, { timeout: 20_000 }).toBe(2);
  const [late, bad] = await said();
  expect(late?.attachments).toMatchObject([{ name: 'late.zip' }]);
  expect(bad?.attachments ?? []).toEqual([]);
  expect(bad?.text).toBe('[bad.zip: could not be read]');
  expect(asked).toEqual(['late', 'late', 'bad']);
  expect(await world.db.query('select name from attachment')).toEqual([{ name: 'late.zip' }]);
}, 30_000);
