import type { ActivityAttachment } from '@tandem/contract';
import type { FlowCalls, FlowInput, PublishedFlow, Values } from '@tandem/flows';
import type { Ids } from '@tandem/kit';
import type { AutomationFlows, Run, SavedState, Sealing } from '../../automation/index.ts';
import type { BotMessage } from '../../bots/index.ts';
import type { StoredActivity } from '../../conversations/index.ts';
import type { HandoverNews } from '../../handover/index.ts';
import type { DialogueDeps } from '../dialogue.turn.ts';

/** The kind of bot that is a flow. */
export const flowBotKind = 'flow';

/** What runs bot flows. */
export type FlowBots = {
  readonly ids: Ids;
  readonly published: AutomationFlows;
  readonly calls: FlowCalls;
  /** Variables of the organisation that flows read by name. */
  readonly globals: (org: string) => Promise<Values>;
  readonly sealing: Sealing;
};

export type FlowDialogueDeps = DialogueDeps & { readonly flowBots: FlowBots };

/** What the customer said last, as templates read it. */
export type Said = {
  /** Position of the activity; 0 before the first word. */
  readonly seq: number;
  readonly text: string;
  readonly payload: string | null;
  readonly attachments: readonly ActivityAttachment[];
};

/** What happens when the customer is silent, in milliseconds from the flow's question on. */
export type Inactivity = {
  readonly afterMs: number | null;
  readonly text: string;
  readonly endAfterMs: number | null;
};

/** What a run of a bot flow rests in. */
export type Talk = SavedState & {
  readonly said: Said;
  /** Activities that came while the flow was busy with something else, oldest first. */
  readonly pending: readonly number[];
  readonly inactivity: Inactivity | null;
  /** Names of the timers that are set. */
  readonly timers: readonly TalkTimer[];
  /** The handover that the flow asked for has been opened. */
  readonly handedOver: boolean;
  /** Which news of a handover the flow was told last, while it was open. */
  readonly told?: string;
  /** The last news of a handover that came while a branch beside it was under way. */
  readonly missed?: HandoverNews;
  /** Since when it waits for agents, in ISO 8601; absent: since they were called. */
  readonly waitsSince?: string;
};

/** `time`: of a wait or an answer; `remind`, `end`: of a silent customer. */
export type TalkTimer = 'time' | 'remind' | 'end';

/** A run with the version it began in; `talk` is null before its first step. */
export type OpenTalk = {
  readonly run: Run;
  readonly published: PublishedFlow;
  readonly talk: Talk | null;
};

/** What a run is given in one step. */
export type Given = {
  readonly input: FlowInput;
  /** The activity that is dealt with by it. */
  readonly activity?: StoredActivity;
  /** What a bot that was asked says to the customer. */
  readonly says?: readonly BotMessage[];
  /** What stays pending, when it is not what was. */
  readonly pending?: readonly number[];
  /** Like those of {@link Talk}, when they are not what they were; null: none any more. */
  readonly told?: string;
  readonly missed?: HandoverNews | null;
};

export const nothingSaid: Said = { seq: 0, text: '', payload: null, attachments: [] };
