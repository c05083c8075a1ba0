export type DeliveryState = 'pending' | 'retrying' | 'delivered' | 'dead';

/** What makes a delivery the same one through every repeat, also one by hand. A receipt has the id of its message. */
export type DeliveryKey = {
  /** Message, as the table has it. */
  readonly message: string;
  readonly kind: 'message' | 'receipt';
  readonly receiptStatus: string | null;
};

/** Where a delivery stands now: a row of the lane, a dead letter that waits, or the attempt that succeeded. */
export type CurrentDelivery = DeliveryKey & {
  /** Row of the lane: the delivery's id. Redriven, it gets a later one. */
  readonly work: number;
  readonly state: DeliveryState;
  readonly conversation: string;
  readonly integration: string;
  readonly late: boolean;
  readonly nextAt: Date | null;
  readonly finishedAt: Date | null;
  /** Why it was given up. */
  readonly reason: string | null;
  /** Null when the attempt or the message has it. */
  readonly body: string | null;
  /** The dead letter that waits; null for the others. */
  readonly deadLetter: number | null;
  readonly lane: number | null;
};

export type Attempt = {
  readonly at: Date;
  readonly ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly signature: string | null;
  readonly late: boolean;
  readonly body: string | null;
};

export type DeliveredMessage = {
  readonly id: string;
  readonly at: Date;
  readonly type: string | null;
  readonly body: string | null;
};

export type Receiver = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Names of the configured headers; their values may be secret. */
  readonly headerNames: readonly string[];
};

/** A delivery with everything its views are rendered from. */
export type LoadedDelivery = {
  readonly current: CurrentDelivery;
  /** Every try in order, also those before it was redriven. */
  readonly attempts: readonly Attempt[];
  /** Null when retention has removed it. */
  readonly message: DeliveredMessage | null;
  /** Null when the integration was deleted. */
  readonly receiver: Receiver | null;
};

export type DeliveryFilter = {
  readonly org: string;
  readonly state?: DeliveryState | undefined;
  readonly integration?: string | undefined;
  readonly conversation?: string | undefined;
  /** Lane of the conversation; its rows are found by it. */
  readonly lane?: number | undefined;
  readonly works?: readonly number[] | undefined;
};
