/** A depth as its header tells it. */
const told = /^\d{1,6}$/;
const mark = /-flow-(?<depth>\d{1,6})$/;

/** The depth that a request tells in `flowDepthHeader`; 0 when no flow stands behind it. */
export const toldFlowDepth = (header: string | readonly string[] | undefined): number =>
  typeof header === 'string' && told.test(header) ? Number(header) : 0;

/**
 * The correlation id of a request that a flow makes says how deep its chain is. It stands with every event that the
 * request causes, so whoever starts a flow by such an event knows as well.
 */
export const withFlowDepth = (correlationId: string, depth: number): string =>
  depth > 0 ? `${correlationId.replace(mark, '')}-flow-${depth}` : correlationId;

/** How many executions stand one behind the other up to what happened under this correlation id. */
export const flowDepthOf = (correlationId: string | null): number =>
  Number(mark.exec(correlationId ?? '')?.groups?.['depth'] ?? 0);
