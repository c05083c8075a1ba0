import type { CopilotGrid, CopilotLinkCheck, CopilotTile } from '@tandem/contract';
import type { SecretReference } from '../endpoints/index.ts';

export type CopilotModel = { readonly baseUrl: string; readonly model: string };

/** Names of the secrets of a workspace. */
export const workspaceSecrets = ['apiKey', 'jwtKey'] as const;
export type WorkspaceSecret = (typeof workspaceSecrets)[number];

/** What agents see beside the conversations of an endpoint. */
export type Workspace = {
  readonly endpointId: string;
  readonly org: string;
  readonly enabled: boolean;
  readonly linkInTranscript: boolean;
  readonly linkHours: number;
  readonly grid: CopilotGrid;
  readonly tiles: Readonly<Record<string, CopilotTile>>;
  readonly flow: string | null;
  readonly model: CopilotModel | null;
  /** Sites that may show the workspace in a frame; none: only this server's own pages. */
  readonly frameOrigins: readonly string[];
  /** How links that others sign with a key pair are checked. */
  readonly linkCheck: CopilotLinkCheck | null;
  /** Sealed, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Those that stand elsewhere. */
  readonly secretSources: Readonly<Record<string, SecretReference>>;
  /** 0: not stored. */
  readonly version: number;
};
