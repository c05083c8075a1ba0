import type { Article, ArticleHit } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import { type GatewayWorld, orgA, orgB, soon, startGatewayWorld } from '../testing/index.ts';

const articles = '/knowledge/articles';

const add = (world: GatewayWorld, article: object, org = orgA) =>
  world.admin<Article & { code?: string }>(articles, {
    ...{ method: 'POST', org, body: { language: 'en', text: '', ...article } },
  });

const titles = async (world: GatewayWorld, query: object, org = orgA) => {
  const { body } = await world.admin<{ hits: ArticleHit[] }>('/knowledge/search', {
    ...{ method: 'POST', org, body: query },
  });
  return body.hits.map(({ title }) => title);
};

describe('knowledge', () => {
  it('is written, read, changed and removed, and the audit log tells of it', async () => {
    await using world = await startGatewayWorld();
    const made = await add(world, { title: ' Opening hours ', tags: ['shop', 'shop', ' '] });
    expect(made).toMatchObject({ status: 201, body: { title: 'Opening hours', tags: ['shop'] } });
    const path = `${articles}/${made.body.id}`;
    const changed = await world.admin(path, {
      ...{
        method: 'PUT',
        body: { title: 'Hours', text: 'Nine to five', language: 'en', link: '' },
      },
    });
    expect(changed.body).toMatchObject({ title: 'Hours', text: 'Nine to five', link: null });
    expect((await world.admin(path, { org: orgB })).status).toBe(404);
    expect((await world.admin(path, { method: 'DELETE', org: orgB })).status).toBe(404);
    expect((await world.admin(path, { method: 'DELETE' })).status).toBe(204);
    expect((await world.admin(path)).status).toBe(404);
    await vi.waitFor(
      () =>
        expect(
          world.audited.flatMap(({ entity, action }) =>
            entity.type === 'article' ? [action] : [],
          ),
        ).toEqual(['create', 'update', 'delete']),
      soon,
    );
  });

  it('has one article of a title in a language', async () => {
    await using world = await startGatewayWorld();
    await add(world, { title: 'Returns' });
    expect((await add(world, { title: 'returns' })).body.code).toBe(
      'gateway.knowledge.title.taken',
    );
    expect((await add(world, { title: 'Returns', language: 'de' })).status).toBe(201);
    expect((await add(world, { title: 'Returns' }, orgB)).status).toBe(201);
  });

  it.each([
    ['', 'apple, Çalışma, Cüzdan, Öffnungszeiten, Opening hours, wo'],
    ['&sortLanguage=de', 'apple, Çalışma, Cüzdan, Öffnungszeiten, Opening hours, wo'],
    ['&sortLanguage=tr', 'apple, Cüzdan, Çalışma, Opening hours, Öffnungszeiten, wo'],
  ])('is listed by title as its reader looks for it%s', async (query, sorted) => {
    await using world = await startGatewayWorld();
    for (const title of ['wo', 'Öffnungszeiten', 'Opening hours', 'Çalışma', 'Cüzdan', 'apple'])
      await add(world, { title });
    const page = async (number: number) => {
      const path = `${articles}?pageSize=3&pageNumber=${number}${query}`;
      const { body } = await world.admin<{ entities: Article[] }>(path);
      return body.entities.map(({ title }) => title);
    };
    expect([...(await page(1)), ...(await page(2))].join(', ')).toBe(sorted);
  });

  it.each([
    ['en', 'Returning parcels', 'He returned a parcel', 'Print the label.'],
    ['de', 'Pakete zurücksenden', 'Wie geht das mit meinem Paket?', 'Das Etikett ausdrucken.'],
    ['tr', 'Kargo iadesi', 'kargolarım nerede', 'Etiketi yazdırın.'],
  ])('finds words by their stems in %s', async (language, title, query, text) => {
    await using world = await startGatewayWorld();
    await add(world, { title, language, text });
    await add(world, { title: 'Something else', language, text: 'xyz' });
    expect(await titles(world, { query, language })).toEqual([title]);
    expect(await titles(world, { query, language }, orgB)).toEqual([]);
  });

  const found = async (world: GatewayWorld, query: string) => {
    const { body } = await world.admin<{ hits: ArticleHit[] }>('/knowledge/search', {
      ...{ method: 'POST', body: { query } },
    });
    return body.hits.map(({ excerpt }) => excerpt);
  };

  it('shows a short article as a whole', async () => {
    await using world = await startGatewayWorld();
    const text = `${'We send parcels with care. '.repeat(12)}\nA refund takes five days, counted from the day on which we have the goods. Write to us if it takes longer.`;
    await add(world, { title: 'Money', text: `\n${text}\n` });
    expect(await found(world, 'refund')).toEqual([text]);
  });

  it('shows whole sentences of a long article, never a part of one', async () => {
    await using world = await startGatewayWorld();
    const filler =
      'Parcels of every size are sent on the day after the order, with care and by road. ';
    const [before, named, after] = [
      'You find the amount of every payment that we have ever sent back to you, with its day and the name of the bank, in your account under payments, which you open in the menu at the top.',
      'A refund takes five days, counted from the day on which the goods have come to us, were opened, looked at and found whole, and no longer than ten where the bank is one of another country!',
      'Should it not be there by then, write to us with the number of the order, and we ask the bank on the same day, which has then two days to tell us where it is.',
    ];
    await add(world, {
      title: 'M',
      text: `${filler.repeat(5)}${before} ${named} ${after} ${filler.repeat(5)}`,
    });
    const [excerpt = ''] = await found(world, 'refund');
    expect(excerpt).toContain(named);
    const sentences = [filler.trim(), before, named, after];
    const rest = sentences.reduce((text, each) => text.replaceAll(each ?? '', ''), excerpt);
    expect(rest.trim()).toBe('');
  });

  it('marks as cut what has no sentences', async () => {
    await using world = await startGatewayWorld();
    const words = Array.from({ length: 200 }, (_, n) => `word${n}`).join(' ');
    await add(world, { title: 'M', text: `${words} refund ${words} ${words}` });
    expect(await found(world, 'refund')).toEqual([expect.stringMatching(/^….*refund.*…$/)]);
  });

  it('puts the title before the text and the language of the customer first, and heeds tags', async () => {
    await using world = await startGatewayWorld();
    await add(world, { title: 'Invoices', text: 'How to pay an invoice.', tags: ['money'] });
    await add(world, {
      title: 'Delivery',
      text: 'The invoice lies in the parcel.',
      tags: ['post'],
    });
    await add(world, { title: 'Old', text: 'invoice invoice', enabled: false });
    expect(await titles(world, { query: 'where is my invoice?' })).toEqual([
      'Invoices',
      'Delivery',
    ]);
    expect(await titles(world, { query: 'invoice', tags: ['post', 'x'] })).toEqual(['Delivery']);
    expect(await titles(world, { query: `'); drop & | ! <-> :* \\ "` })).toEqual([]);
    expect(await titles(world, { query: '' })).toEqual([]);
  });

  it('moves to another organisation as a file: all of it or nothing', async () => {
    await using world = await startGatewayWorld();
    await add(world, { title: 'Returns', text: 'old', link: 'https://shop.example/returns' });
    await add(world, { title: 'Hours', tags: ['shop'] });
    const { body } = await world.admin<{ articles: object[] }>('/knowledge/export');
    await add(world, { title: 'returns', text: 'theirs' }, orgB);
    const put = (given: object) =>
      world.admin('/knowledge/import', { method: 'POST', org: orgB, body: given });
    expect((await put({ articles: [...body.articles, body.articles[0]] })).status).toBe(400);
    expect((await put(body)).body).toEqual({ added: 1, replaced: 1 });
    expect((await world.admin('/knowledge/export', { org: orgB })).body).toEqual(body);
  });

  it('asks for the permission of each act', async () => {
    await using world = await startGatewayWorld();
    const as = (permissions: string, method: string, path: string, body?: object) =>
      world.admin(path, { method, token: `${orgA}|${permissions}`, ...(body ? { body } : {}) });
    const article = { title: 'A', text: '', language: 'en' };
    expect((await as('gateway:knowledge:view', 'POST', articles, article)).status).toBe(403);
    expect((await as('gateway:knowledge:add', 'GET', articles)).status).toBe(403);
    expect((await as('gateway:knowledge:add', 'POST', articles, article)).status).toBe(201);
  });
});
