import { describe } from 'vitest';
import { orderSuite, retrySuite } from './lanes.suite.ts';
import { createLanesWorld } from './lanes.test-support.ts';
import { batchSuite, redriveSuite } from './lanes-batch.suite.ts';
import { nodesSuite, timersSuite } from './lanes-nodes.suite.ts';
import { settleSuite } from './lanes-settle.suite.ts';
import { triesSuite } from './lanes-tries.suite.ts';

describe('lanes', () => {
  orderSuite(createLanesWorld);
  retrySuite(createLanesWorld);
  batchSuite(createLanesWorld);
  redriveSuite(createLanesWorld);
  nodesSuite(createLanesWorld);
  settleSuite(createLanesWorld);
  triesSuite(createLanesWorld);
  timersSuite(createLanesWorld);
});
