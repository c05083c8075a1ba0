import { processAutomationOperations as operations } from '@tandem/contract';
import { expect, it } from 'vitest';
import { compileChecks } from './validate.ts';

const asked = {
  ...{ name: 'End of a chat', topicName: 'v2.detail.events.conversation.{id}.customer.end' },
  ...{ enabled: true, target: { type: 'Workflow', id: 'x' } },
};
const criterion = (more: object) => ({
  matchCriteria: [{ jsonPath: 'a', operator: 'In', values: [1], ...more }],
});

it.each<[string, object]>([
  ['name', { name: 5 }],
  ['name', { name: undefined }],
  ['topicName', { topicName: ['x'] }],
  ['topicName', { topicName: undefined }],
  ['enabled', { enabled: 'yes' }],
  ['enabled', { enabled: undefined }],
  ['target', { target: undefined }],
  ['target.type', { target: { type: 'Flow' } }],
  ['target.id', { target: { type: 'Workflow', id: 7 } }],
  [
    'target.workflowTargetSettings.dataFormat',
    { target: { ...asked.target, workflowTargetSettings: { dataFormat: 'Xml' } } },
  ],
  ['delayBySeconds', { delayBySeconds: '60' }],
  ['delayBySeconds', { delayBySeconds: 60.5 }],
  ['eventTTLSeconds', { eventTTLSeconds: true }],
  ['description', { description: 5 }],
  ['matchCriteria', { matchCriteria: {} }],
  ['matchCriteria.0', { matchCriteria: ['a'] }],
  ['matchCriteria.0.operator', criterion({ operator: 'Like' })],
  ['matchCriteria.0.jsonPath', criterion({ jsonPath: 5 })],
  ['matchCriteria.0.values', criterion({ values: 'x' })],
])('a trigger with a wrong %s is refused with its name: %j', (named, wrong) => {
  const { postProcessautomationTriggers: made, putProcessautomationTrigger: changed } = operations;
  for (const operation of [made, changed]) {
    const { body } = compileChecks(operation);
    expect(() => body({ ...asked, version: 1 })).not.toThrow();
    expect(() => body({ ...asked, version: 1, ...wrong })).toThrowError(
      expect.objectContaining({ status: 400, message: expect.stringContaining(`${named}:`) }),
    );
  }
});
