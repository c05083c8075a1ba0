import {
  IconArrowRightCircle,
  IconDatabaseExport,
  IconDatabaseImport,
  IconMessage2,
  IconPhoneOff,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export type ToolField = { readonly name: string; readonly required?: boolean } & (
  | { readonly kind: 'text' | 'textarea' | 'queue' }
  | { readonly kind: 'rows'; readonly columns: readonly string[] }
);

export type Tool = {
  readonly type: string;
  readonly icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  readonly fields: readonly ToolField[];
};

/** The actions of an inbound message flow, in the order of the toolbox. */
export const TOOLBOX: readonly Tool[] = [
  {
    type: 'sendResponse',
    icon: IconMessage2,
    fields: [{ name: 'text', kind: 'textarea', required: true }],
  },
  {
    type: 'getParticipantData',
    icon: IconDatabaseExport,
    fields: [{ name: 'attributes', kind: 'rows', columns: ['name', 'variable'], required: true }],
  },
  {
    type: 'setParticipantData',
    icon: IconDatabaseImport,
    fields: [{ name: 'attributes', kind: 'rows', columns: ['name', 'value'], required: true }],
  },
  {
    type: 'transferToAcd',
    icon: IconArrowRightCircle,
    fields: [
      { name: 'queue', kind: 'queue', required: true },
      { name: 'skills', kind: 'text' },
      { name: 'language', kind: 'text' },
      { name: 'priority', kind: 'text' },
    ],
  },
  { type: 'disconnect', icon: IconPhoneOff, fields: [] },
];

export const toolOf = (type: string): Tool | undefined =>
  TOOLBOX.find((tool) => tool.type === type);
