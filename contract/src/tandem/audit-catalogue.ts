/** What the audit log speaks of. Every name has a text in the console's languages. */
export const auditEntityTypes = [
  'organization',
  'user',
  'role',
  'roleSettings',
  'division',
  'oauthClient',
  'idleTimeout',
  'openIntegration',
  'supportedContent',
  'messagingSetting',
  'threadingTimeline',
  'recipient',
  'flow',
  'queue',
  'wrapupCode',
  'responseLibrary',
  'cannedResponse',
  'skill',
  'language',
  'routingSettings',
  'presenceDefinition',
  'delivery',
  'conversation',
  'externalContact',
  'endpoint',
  'handoverProvider',
  'channel',
  'article',
  'locker',
  'credential',
  'vaultPolicy',
  'vaultKey',
  'connection',
  'connector',
  'integration',
  'variable',
  'partnerSource',
  'eventBus',
  'eventRule',
  'eventArchive',
  'eventReplay',
  'apiDestination',
  'trigger',
  'destination',
] as const;
export type AuditEntityType = (typeof auditEntityTypes)[number];

/** What is done to an entity. */
export const auditActions = [
  'create',
  'update',
  'delete',
  'restore',
  'signIn',
  'signIn.failed',
  'password',
  'secret',
  'authorize',
  'revoke',
  'tokens.delete',
  'grants.add',
  'grants.remove',
  'grants.replace',
  'move',
  'merge',
  'members.add',
  'members.remove',
  'members.join',
  'members.leave',
  'wrapupCodes.add',
  'wrapupCodes.remove',
  'skills.update',
  'languages.update',
  'default',
  'identityResolution',
  'checkin',
  'checkout',
  'publish',
  'revert',
  'save',
  'unlock',
  'deactivate',
  'redrive',
  'consumers.add',
  'consumers.remove',
  'value',
  'use',
  'insecureString',
  'rotate',
  'activate',
  'state',
  'replay',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Old and new value of a field; neither of them when the field is a secret that was changed. */
export type AuditChange = { readonly from?: unknown; readonly to?: unknown };

/** One administrative act, as the half that it happens in notes it. `changes` never holds a secret. */
export type AuditNote = {
  readonly org: string;
  readonly actor: { readonly kind: 'user' | 'client' | 'system'; readonly id: string | null };
  readonly action: AuditAction;
  readonly entity: {
    readonly type: AuditEntityType;
    readonly id?: string;
    readonly name?: string;
  };
  readonly changes?: Readonly<Record<string, AuditChange>>;
  readonly correlationId?: string;
};
