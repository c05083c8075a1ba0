import { queueReassignmentOperations as reassignment } from '@tandem/contract';
import { silentLog } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import {
  createSignInWatch,
  defaultSource,
  setPresence,
  systemDefinitionId,
} from '../presence/index.ts';
import { agentIn, patch, useAgentWork } from './agent-work.testing.ts';
import { anna, here, queueId } from './conversation.testing.ts';
import { returnWork } from './reassignment.usecases.ts';

const work = useAgentWork();

/** Looks at sign-ins as a node does; `signIns` and `broken` say what it meets. */
const watching = () => {
  const { deps, clock } = work.started;
  const signIns = new Map<string, 'signedIn' | 'signedOut'>([[anna.id, 'signedIn']]);
  const met = { broken: false };
  const tried: string[] = [];
  const presence = {
    ...{ db: work.db, clock, log: silentLog, userChanged: () => {} },
    directory: { ...deps.directory, signIns: async () => signIns },
  };
  const watch = createSignInWatch({
    ...presence,
    async signedOut(org, userId, why) {
      tried.push(why);
      if (met.broken) throw new Error('a deadlock');
      await returnWork(deps, { org, userId, everything: why === 'inactive' });
    },
  });
  const setOffline = () =>
    setPresence(presence, {
      ...{ org: here, userId: anna.id, source: defaultSource },
      request: { presenceDefinition: { id: systemDefinitionId('Offline') } },
    });
  return { watch, signIns, met, tried, setOffline };
};

const parkedAtAnna = async () => {
  const { id, params } = await work.connected();
  await patch(work.started.user(anna.id), params, { state: 'parked' });
  return id;
};

const ownersNow = () => work.db.query('select owner from conversation');
const presenceEvents = async () =>
  (await work.db.query(`select from event_log where type = 'user.presence'`)).length;

describe('an agent with nothing but a parked conversation', () => {
  it('loses it when signed out, also where that failed at first', async () => {
    await work.started.as()(reassignment.putTandemQueueReassignment, {
      params: { queueId },
      body: { onSignOut: true },
    });
    const id = await parkedAtAnna();
    const { watch, signIns, met, tried } = watching();
    await watch.look();
    signIns.set(anna.id, 'signedOut');
    met.broken = true;
    await watch.look();
    expect(agentIn(await work.read(id)).messages?.[0]?.state).toBe('parked');
    met.broken = false;
    await watch.look();
    expect(await ownersNow()).toEqual([{ owner: 'queue' }]);
    await watch.look();
    expect(tried).toEqual(['signedOut', 'signedOut']);
  });

  it('loses it when deactivated after going off queue', async () => {
    await parkedAtAnna();
    const { watch, signIns, tried, setOffline } = watching();
    await watch.look();
    await setOffline();
    await watch.look();
    expect(tried).toEqual([]);
    signIns.delete(anna.id);
    await watch.look();
    expect(await ownersNow()).toEqual([{ owner: 'queue' }]);
    await watch.look();
    expect(tried).toEqual(['inactive']);
  });
});

describe('an agent whose conversations cannot be given back', () => {
  it('goes offline once, however often it is tried', async () => {
    await work.connected();
    const { watch, signIns, met, tried } = watching();
    await watch.look();
    signIns.delete(anna.id);
    met.broken = true;
    for (let look = 0; look < 3; look += 1) await watch.look();
    expect(tried).toHaveLength(3);
    expect(await presenceEvents()).toBe(1);
  });
});
