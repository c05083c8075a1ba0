import { conversationTemplates } from './conversations.ts';
import { genesysTemplates } from './genesys-users.ts';
import { httpLookup } from './http-lookup.ts';
import type { FlowTemplateFile } from './template.model.ts';

export type { FlowTemplateFile } from './template.model.ts';

/** Flows to begin with, in the order in which they are offered. */
export const flowTemplates: readonly FlowTemplateFile[] = [
  ...conversationTemplates,
  httpLookup,
  ...genesysTemplates,
];
