/** A message of a customer that was answered with 2xx. */
export type Accepted = {
  readonly integrationId: string;
  readonly customer: string;
  /** The channel's own id, the same in every try. */
  readonly key: string;
  readonly text: string;
  /** What the server calls it. */
  readonly id: string;
  readonly conversationId: string;
};

/** What customers know of a round: everything that was accepted, in the order in which each of them sent it. */
export type Ledger = {
  readonly accept: (accepted: Accepted) => void;
  readonly all: () => readonly Accepted[];
  readonly byCustomer: () => ReadonlyMap<string, readonly Accepted[]>;
  /** Answers that were no 2xx, by status; `lost` counts connections that broke. */
  readonly refuse: (status: number | 'lost') => void;
  readonly refusals: () => Readonly<Record<string, number>>;
};

export const createLedger = (): Ledger => {
  const all: Accepted[] = [];
  const byCustomer = new Map<string, Accepted[]>();
  const refusals: Record<string, number> = {};
  return {
    accept(accepted) {
      all.push(accepted);
      const own = byCustomer.get(accepted.customer);
      if (own) own.push(accepted);
      else byCustomer.set(accepted.customer, [accepted]);
    },
    all: () => all,
    byCustomer: () => byCustomer,
    refuse(status) {
      refusals[status] = (refusals[status] ?? 0) + 1;
    },
    refusals: () => refusals,
  };
};
