import type { FlowServices } from '@tandem/flows';

/** Services for tests of flows: people are named by their id, and a secret is sealed by turning it around. */
export const testFlowServices: FlowServices = {
  keepSecret: async (_by, { asked, stored }) => {
    if (asked.kind !== 'insecure') return { source: asked, note: null };
    if (asked.value === undefined && stored) return { source: stored, note: null };
    const sealed = Buffer.from((asked.value ?? '').split('').reverse().join('')).toString('base64');
    return { source: { kind: 'insecure', sealed }, note: null };
  },
  openSecret: async (_org, { sealed }) =>
    Buffer.from(sealed, 'base64').toString().split('').reverse().join(''),
  resealSecret: async (_org, { sealed }) => sealed,
  names: async (_org, ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
  choices: {},
};
