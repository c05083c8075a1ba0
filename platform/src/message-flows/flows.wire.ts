import type { Principal } from '@tandem/contract';
import type { FlowOperation, FlowRecord, FlowVersionRecord } from '@tandem/flows';

export const flowsPath = '/api/v2/flows';

const userRef = (id: string) => ({ id, selfUri: `/api/v2/users/${id}` });

/** Versions are spelled `3.0`. */
export const versionName = (version: number): string => `${version}.0`;

const versionRef = (flow: FlowRecord, version: number | null) =>
  version === null
    ? undefined
    : {
        id: versionName(version),
        name: versionName(version),
        commitVersion: versionName(version),
        configurationVersion: versionName(version),
        selfUri: `${flowsPath}/${flow.id}/versions/${versionName(version)}`,
        configurationUri: `${flowsPath}/${flow.id}/versions/${versionName(version)}/configuration`,
      };

const division = ({ division: id }: FlowRecord) => (id ? { division: { id } } : {});

const lockOf = ({ lockedBy, lockedByClient }: FlowRecord) => {
  if (!lockedBy) return {};
  return lockedByClient
    ? { lockedClient: { id: lockedBy, selfUri: `/api/v2/oauth/clients/${lockedBy}` } }
    : { lockedUser: userRef(lockedBy) };
};

const defined = <T extends Record<string, unknown>>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

export const toFlowWire = (flow: FlowRecord) => ({
  id: flow.id,
  name: flow.name,
  ...(flow.description === null ? {} : { description: flow.description }),
  ...division(flow),
  type: flow.type,
  active: flow.active,
  system: false,
  deleted: false,
  ...defined({
    publishedVersion: versionRef(flow, flow.publishedVersion),
    savedVersion: versionRef(flow, flow.savedVersion),
    checkedInVersion: versionRef(flow, flow.checkedInVersion),
  }),
  ...lockOf(flow),
  ...(flow.publishedBy ? { publishedBy: userRef(flow.publishedBy) } : {}),
  selfUri: `${flowsPath}/${flow.id}`,
});

export const toDivisionViewWire = (flow: FlowRecord) => ({
  id: flow.id,
  name: flow.name,
  ...division(flow),
  type: flow.type,
  ...defined({ publishedVersion: versionRef(flow, flow.publishedVersion) }),
  selfUri: `${flowsPath}/divisionviews/${flow.id}`,
});

export const toVersionWire = (flow: FlowRecord, record: Omit<FlowVersionRecord, 'document'>) => ({
  ...versionRef(flow, record.version),
  ...(record.createdBy ? { createdBy: userRef(record.createdBy) } : {}),
  dateCreated: record.createdAt.getTime(),
  dateSaved: record.createdAt.getTime(),
  ...(record.checkedInAt ? { dateCheckedIn: record.checkedInAt.getTime() } : {}),
  ...(record.publishedAt ? { datePublished: record.publishedAt.toISOString() } : {}),
  type: record.publishedAt ? 'PUBLISH' : record.checkedInAt ? 'CHECKIN' : 'SAVE',
});

/** An operation that is over when it is answered. */
export const toOperationWire = ({ id, action }: FlowOperation, by: Principal) => ({
  id,
  complete: true,
  actionName: action,
  actionStatus: 'SUCCESS',
  ...(by.userId ? { user: userRef(by.userId) } : { client: { id: by.clientId } }),
});
