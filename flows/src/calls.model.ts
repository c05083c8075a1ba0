/** The port through which effects that call out are carried out; `calls/` implements it, both halves use it. */
import type { AuthenticateRequest, FlowEffect } from './effect.model.ts';
import type { FlowInput, Values } from './run.model.ts';

/** Effects that call another system. */
export type CallEffect = Extract<FlowEffect, { kind: 'httpRequest' | 'authenticate' }>;

/** Whose effect it is. */
export type CallOrigin = {
  readonly org: string;
  /** Names the run: its sessions are its own. */
  readonly run: string;
  /** {@link FlowState.sessions}: how each session signs in; tokens are fetched when they are needed, again after a crash. */
  readonly sessions: Readonly<Record<string, AuthenticateRequest>>;
  /** Values of the run's variables, for secrets given as a variable. */
  readonly variables: Values;
  /** The person who started the run: what each user has of their own is that person's. Null: nobody did. */
  readonly userId?: string | null;
  /** Name of the flow, for the audit log of what it uses. */
  readonly flow?: string;
  /** Executions that led to this one, each started by the one before. */
  readonly depth?: number;
};

export type FlowCalls = {
  /**
   * Carries out one effect and answers the input that goes on with the run. Never throws for what the other side or
   * the flow's author did wrong: that is an input of kind `failed`.
   */
  readonly perform: (
    effect: CallEffect,
    origin: CallOrigin,
    options: { readonly signal: AbortSignal },
  ) => Promise<FlowInput>;
  /** Forgets the tokens of a run that ended. */
  readonly forget: (origin: Pick<CallOrigin, 'org' | 'run'>) => void;
};
