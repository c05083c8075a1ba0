import { createListener, type Database, type Listener } from '@tandem/kit';
import { silentLog, testClock } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformTestDatabase } from '../testing/index.ts';
import { createSnapshots } from './index.ts';

const deaf: Pick<Listener, 'listen' | 'notify' | 'onGap'> = {
  listen: async () => {},
  notify: async () => {},
  onGap: () => {},
};

describe('snapshots', () => {
  let db: Database;
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());

  const node = (listener: typeof deaf, clock = testClock()) => {
    const loads: string[] = [];
    const snapshots = createSnapshots({ db, listener, clock, log: silentLog });
    const get = snapshots.keep({
      most: 2,
      load: async (key) => {
        loads.push(key);
        return key.toUpperCase();
      },
    });
    return { snapshots, get, loads, clock };
  };

  it('loads a key once, and drops the oldest beyond its bound', async () => {
    const { get, loads } = node(deaf);
    expect(await Promise.all([get('a'), get('a'), get('b')])).toEqual(['A', 'A', 'B']);
    expect(loads).toEqual(['a', 'b']);
    await get('c');
    await get('b');
    await get('a');
    expect(loads).toEqual(['a', 'b', 'c', 'a']);
  });

  it('is forgotten on another node within a second, without any notification', async () => {
    const here = node(deaf);
    const there = node(deaf);
    await there.snapshots.start();
    await there.get('a');
    await here.snapshots.change(async () => {});
    await there.get('a');
    expect(there.loads).toEqual(['a']);
    await there.clock.advance(1_000);
    await expect
      .poll(async () => {
        await there.get('a');
        return there.loads;
      })
      .toEqual(['a', 'a']);
    there.snapshots.stop();
  });

  it('is forgotten at once on a node that hears the notification', async () => {
    const connection = {
      connection: db.connection,
      schema: db.schema,
      clock: testClock(),
      log: silentLog,
    };
    const listeners = await Promise.all([createListener(connection), createListener(connection)]);
    const here = node(listeners[0] as Listener);
    const there = node(listeners[1] as Listener);
    await there.snapshots.start();
    await there.get('a');
    await here.snapshots.change(async () => {});
    await expect
      .poll(async () => {
        await there.get('a');
        return there.loads.length;
      })
      .toBe(2);
    there.snapshots.stop();
    await Promise.all(listeners.map((listener) => listener.close()));
  });

  it('does not keep what could not be loaded', async () => {
    const snapshots = createSnapshots({ db, listener: deaf, clock: testClock(), log: silentLog });
    let tries = 0;
    const get = snapshots.keep({
      most: 2,
      load: async () => {
        tries += 1;
        if (tries === 1) throw new Error('not now');
        return tries;
      },
    });
    await expect(get('a')).rejects.toThrow('not now');
    expect(await get('a')).toBe(2);
  });
});
