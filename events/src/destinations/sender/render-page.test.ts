import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { EventUnreadable } from '../destination.model.ts';
import type { StoredEvent } from '../log.ts';
import { renderPage } from './render-page.ts';
import { orgA, renderTest, topic } from './sender.fixture.ts';

const eventOf = (n: number): StoredEvent => ({
  ...{ position: { xid: '1', id: n }, org: orgA, type: 'test', key: `key ${n}`, data: { n } },
  ...{ correlationId: null, at: new Date(0) },
});

const rendering = (fails: (n: number) => Error | null) => {
  const asked = { times: 0 };
  return {
    asked,
    wanted: new Set([topic]),
    idOf: ({ key }: StoredEvent) => derivedUuid(key),
    async render(events: readonly StoredEvent[], wanted: ReadonlySet<string>) {
      asked.times += 1;
      for (const { data } of events) {
        const error = fails((data as { n: number }).n);
        if (error) throw error;
      }
      return renderTest(events, wanted);
    },
  };
};

const page = Array.from({ length: 500 }, (_, n) => eventOf(n));

describe('a page of events', () => {
  it('is rendered at once', async () => {
    const all = rendering(() => null);
    expect((await renderPage(all, page)).rendered).toHaveLength(500);
    expect(all.asked.times).toBe(1);
  });

  it('comes in order without those that cannot be rendered, which are found with a few tries', async () => {
    const bad = new Map<number, Error>([
      [7, new TypeError('secret words')],
      [499, new EventUnreadable('Events of the type x are not known here.')],
    ]);
    const some = rendering((n) => bad.get(n) ?? null);
    const { rendered, broken } = await renderPage(some, page);
    expect(rendered.map(({ position }) => position.id)).toEqual(
      page.map((_, n) => n).filter((n) => !bad.has(n)),
    );
    expect(broken.map(({ event, reason }) => [event.id, event.eventBody, reason])).toEqual([
      [derivedUuid('key 7'), {}, 'The event could not be rendered (TypeError).'],
      [derivedUuid('key 499'), {}, 'Events of the type x are not known here.'],
    ]);
    expect(some.asked.times).toBeLessThan(50);
  });

  it('asks nobody where there is nothing', async () => {
    const asked = rendering(() => new TypeError('must not be asked'));
    expect(await renderPage(asked, [])).toEqual({ rendered: [], broken: [] });
    expect(asked.asked.times).toBe(0);
  });

  it.each(['57P01', '57014', '40P01', '55P03', '53200', '58030', '42703'])(
    'waits where the database is in trouble: %s',
    async (code) => {
      const trouble = Object.assign(new Error('of the database'), { code });
      const failing = rendering(() => trouble);
      await expect(renderPage(failing, page)).rejects.toBe(trouble);
      expect(failing.asked.times).toBe(1);
    },
  );

  it('goes on without an event whose data the database does not take', async () => {
    const bad = Object.assign(new Error('invalid input syntax'), { code: '22P02' });
    const some = rendering((n) => (n === 3 ? bad : null));
    const { rendered, broken } = await renderPage(some, page);
    expect([rendered.length, broken.length]).toEqual([499, 1]);
  });
});
