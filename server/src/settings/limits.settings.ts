import { parseChatLimits, parseCopilotLimits, parseWebhookLimits } from '@tandem/gateway';
import { integer } from '@tandem/kit';

/** How much is done for one caller, and at once. */
export const limitsSettings = {
  TANDEM_RATE_LIMIT: {
    default: '300',
    parse: integer(0, 1_000_000),
    doc: 'API requests a minute for each client, or each user of a client. 0 lifts the limit.',
  },
  TANDEM_CHAT_LIMIT_PER_ADDRESS: {
    default: 'tokens=600,conversations=600,activities=6000,uploads=300,history=1200,pages=6000',
    parse: parseChatLimits,
    doc: 'What one network address (IPv6: its /64) may ask of the web chat in a minute, counted by each process in its memory; servers that hold a Direct Line secret are not counted. Secrets, tokens and endpoints that do not exist are counted by themselves, as many as tokens; beyond, guesses are turned away without being looked up, and what is right passes all the same (a secret that was made within the last second may have to be sent again). history: reading earlier conversations. pages: the configuration that the chat reads on each page, and the demo page. One number is for all; 0 lifts a limit. An office behind one address counts as one.',
  },
  TANDEM_CHAT_LIMIT_PER_ENDPOINT: {
    default:
      'tokens=6000,conversations=6000,activities=60000,uploads=3000,history=12000,pages=60000',
    parse: parseChatLimits,
    doc: 'What all customers of one endpoint together may ask in a minute of each process. 0 lifts a limit.',
  },
  TANDEM_WEBHOOK_LIMIT: {
    default: 'unproved=300,signals=3000,proved=120000',
    parse: parseWebhookLimits,
    doc: 'What may be delivered in a minute to the addresses of channels and handover providers, counted by each process in its memory. unproved: requests of one network address (IPv6: its /64) that are refused at one door (the channel, provider, endpoint or integration they are for, whether there is one or not), such as without a good signature, and 20 times as many at all doors together; beyond, that address is turned away there before anything is read, except where it has proved itself within a day. signals: words of one address that a conversation may be over, which need no signature. proved: signed deliveries for one channel, provider or endpoint. Who is turned away gets 429 with Retry-After. One number is for all; 0 lifts a limit.',
  },
  TANDEM_COPILOT_LIMIT_PER_ADDRESS: {
    default: 'opens=600,searches=1200,calls=6000',
    parse: parseCopilotLimits,
    doc: 'What one network address (IPv6: its /64) may ask of copilot workspaces in a minute, counted by each process in its memory: links opened, searches of the knowledge, and other calls of the page. One number is for all; 0 lifts a limit. An office behind one address counts as one.',
  },
  TANDEM_COPILOT_LIMIT_PER_ENDPOINT: {
    default: 'opens=6000,searches=12000,calls=60000',
    parse: parseCopilotLimits,
    doc: 'The same for all workspaces of one endpoint together. 0 lifts a limit.',
  },
  TANDEM_CHAT_UPLOAD_BYTES: {
    default: '26214400',
    parse: integer(1, 100 * 1024 * 1024),
    doc: 'Largest file that a customer may send. An endpoint may set less.',
  },
  TANDEM_CHAT_CONVERSATION_BYTES: {
    default: '104857600',
    parse: integer(0, Number.MAX_SAFE_INTEGER),
    doc: 'What is kept at most of a customer in one conversation, messages and files together. 0 lifts the limit.',
  },
  TANDEM_AUTOMATION_CONCURRENCY: {
    default: '64',
    parse: integer(1, 500),
    doc: 'Executions of automation flows of all organisations that take a step, or call another system, at once on each process; the others wait their turn. Of one organisation at most 8.',
  },
  TANDEM_RECORDED_RUNS: {
    default: '1',
    parse: integer(0, 100),
    doc: 'Runs a second of each inbound message flow that each process records with their steps although nobody looks (after a pause ten times as many at once), and five times as many that fail. 0: runs are recorded only while somebody looks at them.',
  },
} as const;
