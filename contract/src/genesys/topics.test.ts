import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  expandTopicName,
  findTopic,
  permissions,
  type TopicBody,
  topicName,
  topicSchemas,
  topics,
} from '../index.ts';

describe('topics', () => {
  it('are the 35 of the product and audits, each with its parameters and the schema of its body', () => {
    expect(topics).toHaveLength(36);
    expect(Object.keys(topicSchemas).sort()).toEqual(topics.map(({ template }) => template).sort());
    for (const { template, parameters } of topics)
      expect([template, parameters.length]).toEqual([template, template.split('{id}').length - 1]);
  });

  it('ask for permissions that exist; system topics go to the socket only', () => {
    const known = new Set(permissions.map(({ permission }) => permission));
    for (const { permission, system, transports } of topics) {
      expect([...(permission?.all ?? [])].every((name) => known.has(name))).toBe(true);
      if (system) expect(transports).toEqual(['Websocket']);
    }
  });

  it('say when they are sent, or why they never are', () => {
    for (const { template, cause, emitted, description } of topics) {
      expect([template, cause.startsWith('Never')]).toEqual([template, !emitted]);
      expect(description).not.toBe('');
    }
    expect(topics.filter(({ emitted }) => !emitted).map(({ template }) => template)).toEqual([
      'v2.detail.events.conversation.{id}.contact',
      'v2.detail.events.conversation.{id}.flow.outcome',
      'v2.detail.events.conversation.{id}.outbound',
      'v2.detail.events.conversation.{id}.voicemail.end',
      'v2.detail.events.conversation.{id}.voicemail.start',
      'v2.subscription.updated',
      'v2.system.{id}.{id}',
    ]);
  });

  it('are found by name, the most specific first', () => {
    expect(findTopic('v2.users.u1.presence')).toMatchObject({
      topic: { template: 'v2.users.{id}.presence' },
      ids: ['u1'],
    });
    expect(findTopic('v2.system.token_revoked.t1')?.topic.template).toBe(
      'v2.system.token_revoked.{id}',
    );
    expect(findTopic('v2.detail.events.conversation.c1.user.end')?.ids).toEqual(['c1']);
    expect(findTopic('v2.users..presence')).toBeUndefined();
    expect(findTopic('v2.users.u1.horoscope')).toBeUndefined();
  });

  it('are named by their ids and found again', () => {
    for (const { template, parameters } of topics) {
      const ids = parameters.map((_, index) => `id-${index}`);
      expect(findTopic(topicName(template, ...ids))).toMatchObject({ topic: { template }, ids });
    }
  });

  it('may be combined in one name', () => {
    const expanded = (name: string) => [...expandTopicName(name)];
    const both = ['v2.users.u1.presence', 'v2.users.u1.routingStatus'];
    expect(expanded('v2.users.u1?presence&routingStatus')).toEqual(both);
    expect(expanded('v2.users.u1?&presence&&presence&routingStatus&')).toEqual(both);
    expect(expanded('v2.users.u1.presence')).toEqual(['v2.users.u1.presence']);
    expect(expanded('v2.users.u1?')).toEqual([]);
  });

  it('type and check the bodies of their events', () => {
    const body: TopicBody<'v2.users.{id}.routingStatus'> = {
      id: 'u1',
      routingStatus: { status: 'IDLE', startTime: '2026-01-02T03:04:05.000Z' },
    };
    const schema = topicSchemas['v2.users.{id}.routingStatus'];
    expect(Value.Check(schema, body)).toBe(true);
    expect(Value.Check(schema, { routingStatus: { status: 'ASLEEP' } })).toBe(false);
  });
});
