import type { CopilotGrid, CopilotLinkCheck, CopilotTile } from '@tandem/contract';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import type { FieldDescriptor, FieldOption, FormValues } from '#src/components/form-rules.ts';
import { sentSource } from '#src/components/secret-source-rules.ts';

export type Workspace = ReplyOf<'GET /tandem/gateway/endpoints/{endpointId}/copilot'>;
export type WorkspaceRequest = BodyOf<'PUT /tandem/gateway/endpoints/{endpointId}/copilot'>;

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((one) => String(one).trim()).filter((one) => one !== '') : [];

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** The settings of a workspace beside its layout. */
export const settingFields = (
  t: (key: string) => string,
  workspace: Workspace,
  flows: readonly FieldOption[],
): readonly FieldDescriptor[] => [
  {
    ...{ kind: 'switch', name: 'enabled', label: t('settings.enabled') },
    description: t('settings.enabledHelp'),
  },
  {
    ...{ kind: 'switch', name: 'linkInTranscript', label: t('settings.linkInTranscript') },
    description: t('settings.linkInTranscriptHelp'),
  },
  {
    ...{ kind: 'number', name: 'linkHours', label: t('settings.linkHours') },
    ...{ description: t('settings.linkHoursHelp'), required: true, min: 1, max: 720 },
  },
  {
    ...{ kind: 'select', name: 'flow', label: t('settings.flow'), options: flows },
    description: t('settings.flowHelp'),
  },
  { kind: 'section', name: 'ofModel', label: t('settings.model') },
  {
    ...{ kind: 'text', name: 'baseUrl', label: t('settings.baseUrl') },
    ...{ description: t('settings.baseUrlHelp'), pattern: /^https?:\/\/\S+$/ },
  },
  {
    ...{ kind: 'text', name: 'model', label: t('settings.modelName') },
    ...{ required: true, maxLength: 256, visible: hasModel },
  },
  {
    ...{ kind: 'secret', name: 'apiKey', label: t('settings.apiKey') },
    ...{ description: t('settings.apiKeyHelp'), visible: hasModel },
    ...{ stored: workspace.model?.apiKey != null, source: workspace.model?.apiKey ?? null },
    lostWith: (values) => textOf(values['baseUrl']) !== workspace.model?.baseUrl,
  },
  { kind: 'section', name: 'ofLinks', label: t('settings.links') },
  {
    ...{ kind: 'secret', name: 'jwtKey', label: t('settings.jwtKey') },
    ...{ description: t('settings.jwtKeyHelp'), minLength: 32 },
    ...{ stored: workspace.jwtKey !== null, source: workspace.jwtKey },
  },
  ...linkCheckFields(t),
  { kind: 'section', name: 'ofFrames', label: t('settings.frames') },
  {
    ...{ kind: 'tags', name: 'frameOrigins', label: t('settings.frameOrigins') },
    ...{ description: t('settings.frameOriginsHelp'), placeholder: 'https://desk.example.com' },
    refuseOne: (entry) => (isOrigin(entry) ? null : `${entry}: ${t('settings.frameOriginWrong')}`),
  },
];

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(new URL(text).origin);

const checksBy = (kind: string) => (values: FormValues) => values['linkCheck'] === kind;

const checksLinks = (values: FormValues) => textOf(values['linkCheck']) !== '';

/** How links are checked that a sign-in service signs with a key pair. */
const linkCheckFields = (t: (key: string) => string): readonly FieldDescriptor[] => [
  {
    ...{ kind: 'select', name: 'linkCheck', label: t('settings.linkCheck') },
    description: t('settings.linkCheckHelp'),
    options: [
      { value: '', label: t('settings.linkCheckNone') },
      { value: 'jwks', label: t('settings.linkCheckJwks') },
      { value: 'publicKey', label: t('settings.linkCheckPublicKey') },
    ],
  },
  {
    ...{ kind: 'text', name: 'jwksUrl', label: t('settings.jwksUrl'), required: true },
    ...{ pattern: /^https?:\/\/\S+$/, maxLength: 2048, visible: checksBy('jwks') },
  },
  {
    ...{ kind: 'textarea', name: 'publicKey', label: t('settings.publicKey'), required: true },
    ...{ description: t('settings.publicKeyHelp'), visible: checksBy('publicKey') },
    ...{ pattern: /^\s*-----BEGIN [A-Z ]*PUBLIC KEY-----[\s\S]+$/, maxLength: 8192 },
  },
  {
    ...{ kind: 'text', name: 'audience', label: t('settings.audience'), maxLength: 512 },
    ...{ description: t('settings.audienceHelp'), visible: checksLinks },
  },
  {
    ...{ kind: 'text', name: 'issuer', label: t('settings.issuer'), maxLength: 512 },
    ...{ description: t('settings.issuerHelp'), visible: checksLinks },
  },
];

const hasModel = (values: FormValues): boolean => textOf(values['baseUrl']) !== '';

export const workspaceToForm = (workspace: Workspace): FormValues => ({
  enabled: workspace.enabled,
  linkInTranscript: workspace.linkInTranscript,
  linkHours: workspace.linkHours,
  flow: workspace.flow ?? '',
  baseUrl: workspace.model?.baseUrl ?? '',
  model: workspace.model?.model ?? '',
  linkCheck: workspace.linkCheck?.kind ?? '',
  jwksUrl: workspace.linkCheck?.kind === 'jwks' ? workspace.linkCheck.jwksUrl : '',
  publicKey: workspace.linkCheck?.kind === 'publicKey' ? workspace.linkCheck.publicKey : '',
  audience: workspace.linkCheck?.audience ?? '',
  issuer: workspace.linkCheck?.issuer ?? '',
  frameOrigins: workspace.frameOrigins,
});

/** The workspace as it stands, for a request that changes a part of it; secrets stay. */
export const sameWorkspace = (workspace: Workspace): WorkspaceRequest => ({
  enabled: workspace.enabled,
  linkInTranscript: workspace.linkInTranscript,
  linkHours: workspace.linkHours,
  grid: workspace.grid,
  tiles: workspace.tiles,
  flow: workspace.flow,
  model: workspace.model && { baseUrl: workspace.model.baseUrl, model: workspace.model.model },
  linkCheck: workspace.linkCheck,
  frameOrigins: workspace.frameOrigins,
});

const linkCheckOf = (values: FormValues): CopilotLinkCheck | null => {
  const [audience, issuer] = [textOf(values['audience']), textOf(values['issuer'])];
  const whom = { ...(audience ? { audience } : {}), ...(issuer ? { issuer } : {}) };
  const kind = values['linkCheck'];
  if (kind === 'jwks') return { kind, jwksUrl: textOf(values['jwksUrl']), ...whom };
  return kind === 'publicKey' ? { kind, publicKey: textOf(values['publicKey']), ...whom } : null;
};

const given = (name: string, value: unknown) => {
  const source = sentSource(value);
  return source ? { [name]: source } : {};
};

export const formToWorkspace = (values: FormValues, workspace: Workspace): WorkspaceRequest => {
  const baseUrl = textOf(values['baseUrl']);
  return {
    ...sameWorkspace(workspace),
    enabled: values['enabled'] === true,
    linkInTranscript: values['linkInTranscript'] === true,
    linkHours: Number(values['linkHours']),
    flow: textOf(values['flow']) || null,
    model: baseUrl
      ? { baseUrl, model: textOf(values['model']), ...given('apiKey', values['apiKey']) }
      : null,
    ...given('jwtKey', values['jwtKey']),
    linkCheck: linkCheckOf(values),
    frameOrigins: listOf(values['frameOrigins']),
  };
};

export type Layout = {
  readonly grid: CopilotGrid;
  readonly tiles: Readonly<Record<string, CopilotTile>>;
};

/** A layout as JSON text; null: it is none. The server checks what is in it. */
export const layoutIn = (text: string): Layout | null => {
  try {
    const { grid, tiles } = JSON.parse(text) as Partial<Layout>;
    const fits =
      typeof grid === 'object' && grid !== null && typeof tiles === 'object' && tiles !== null;
    return fits ? { grid, tiles } : null;
  } catch {
    return null;
  }
};

/** A free place for one more tile: below all others, in a row of its own where the grid has none left. */
export const withTile = ({ grid, tiles }: Layout, type: CopilotTile['type']): Layout => {
  const used = Object.values(tiles).reduce((last, { y, rows }) => Math.max(last, y + rows - 1), 0);
  const names = Object.keys(tiles);
  let number = 1;
  while (names.includes(`${type}-${number}`)) number += 1;
  const tile: CopilotTile = { type, x: 1, y: used + 1, rows: 1, columns: 1 };
  return {
    grid: { ...grid, rows: Math.max(grid.rows, used + 1) },
    tiles: { ...tiles, [`${type}-${number}`]: tile },
  };
};
