export type JobStatus = 'Registered' | 'Started' | 'Success' | 'Failure';

export type JobMessage = {
  readonly type: 'Error' | 'Warning';
  readonly text: string;
  readonly dateTime: string;
};

/** A job that publishes a flow out of a file. */
export type FlowJob = {
  readonly id: string;
  readonly org: string;
  readonly status: JobStatus;
  /** The flow it published. */
  readonly flow: string | null;
  readonly messages: readonly JobMessage[];
  /** Who registered it; the file is put without a token, in their name. */
  readonly userId: string | null;
  readonly clientId: string;
  /** What they may do with flows. */
  readonly may: readonly string[];
  readonly createdAt: Date;
};
