import {
  type CopilotWorkspace,
  type CopilotWorkspaceRequest,
  defaultCopilotGrid,
  defaultCopilotTiles,
} from '@tandem/contract';
import { demoArticles } from './demo-articles.ts';
import type { Wire } from './wire.ts';

/** The tiles that come with the product, without a model. Tandem's own desk has its pane: no link in the transcript. */
const workspace: CopilotWorkspaceRequest = {
  ...{ enabled: true, linkInTranscript: false, linkHours: 72 },
  ...{ grid: defaultCopilotGrid, tiles: { ...defaultCopilotTiles }, flow: null, model: null },
};

/** Articles to look up; those that are there already under the same titles are replaced. */
export const seedArticles = (wire: Wire) =>
  wire('POST', '/tandem/gateway/knowledge/import', { articles: demoArticles });

/** Switches the copilot of an endpoint on, unless somebody has set it up. */
export const seedCopilot = async (wire: Wire, endpointId: string): Promise<void> => {
  const path = `/tandem/gateway/endpoints/${endpointId}/copilot`;
  const { version } = await wire<CopilotWorkspace>('GET', path);
  if (version === 0) await wire('PUT', path, workspace);
};
