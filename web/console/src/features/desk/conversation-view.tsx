import { ActionIcon, Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconArrowLeft,
  IconInfoCircle,
  IconMessageOff,
  IconPlayerPause,
  IconTransfer,
  IconUserQuestion,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { AlongBar } from './along-bar.tsx';
import { ConsultDialog } from './consult-dialog.tsx';
import { isParked, queueOf, readersOf, type Work } from './conversation-rules.ts';
import { DataBar } from './data-bar.tsx';
import classes from './desk.module.css';
import { EndDialog } from './end-dialog.tsx';
import { History } from './history.tsx';
import { LabelBadges } from './labels-field.tsx';
import { OfferBar } from './offer-bar.tsx';
import { ParkedBar } from './parked-bar.tsx';
import { QuestionBar } from './question-mark.tsx';
import { SidePane } from './side-pane.tsx';
import { TakeOverBar } from './take-over-bar.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import { useAgentActions } from './use-agent-actions.ts';
import { useViewers } from './use-colleagues.ts';
import { useCustomerName } from './use-customer-name.ts';
import { useConversationKeys } from './use-desk-keys.ts';
import type { useOutbox } from './use-outbox.ts';
import { WrapupForm } from './wrapup-form.tsx';
import { Writing } from './writing.tsx';

type ConversationViewProps = {
  readonly work: Work;
  readonly typing: boolean;
  readonly outbox: ReturnType<typeof useOutbox>;
  readonly onBack: () => void;
};

type HeaderProps = {
  readonly work: Work;
  readonly onBack: () => void;
  readonly onContext: () => void;
  readonly onAsk: (() => void) | null;
  readonly onTransfer: (() => void) | null;
  readonly onPark: (() => void) | null;
  readonly onEnd: (() => void) | null;
  readonly busy: boolean;
};

type HeaderDeedProps = {
  readonly label: string;
  readonly icon: typeof IconTransfer;
  readonly variant: 'default' | 'filled';
  readonly disabled: boolean;
  readonly onClick: () => void;
};

/** A button that keeps only its picture on a narrow screen. */
function HeaderDeed({ label, icon: Icon, ...rest }: HeaderDeedProps) {
  const look = { ...rest, ...(rest.variant === 'filled' ? { color: 'red.8' } : {}) };
  return (
    <>
      <Button {...look} visibleFrom="md" leftSection={<Icon size={18} />}>
        {label}
      </Button>
      <ActionIcon {...look} hiddenFrom="md" size="lg" aria-label={label} title={label}>
        <Icon size={18} />
      </ActionIcon>
    </>
  );
}

function HeaderDeeds({ onAsk, onTransfer, onPark, onEnd, busy }: HeaderProps) {
  const { t } = useTranslation('desk');
  return (
    <>
      {onAsk && (
        <HeaderDeed
          label={t('consult.open')}
          icon={IconUserQuestion}
          variant="default"
          disabled={busy}
          onClick={onAsk}
        />
      )}
      {onTransfer && (
        <HeaderDeed
          label={t('transfer.open')}
          icon={IconTransfer}
          variant="default"
          disabled={busy}
          onClick={onTransfer}
        />
      )}
      {onPark && (
        <HeaderDeed
          label={t('park.open')}
          icon={IconPlayerPause}
          variant="default"
          disabled={busy}
          onClick={onPark}
        />
      )}
      {onEnd && (
        <HeaderDeed
          label={t('end')}
          icon={IconMessageOff}
          variant="filled"
          disabled={busy}
          onClick={onEnd}
        />
      )}
    </>
  );
}

function Header(props: HeaderProps) {
  const { work, onBack, onContext } = props;
  const { conversation } = work;
  const { t } = useTranslation('desk');
  const nameOf = useCustomerName();
  const { me } = useSession();
  const readers = readersOf(conversation, me.id);
  const viewers = useViewers(conversation.id ?? '').filter((name) => !readers.includes(name));
  return (
    <Group className={classes['bar']} justify="space-between" wrap="nowrap">
      <Group gap="xs" wrap="nowrap" miw={0}>
        <ActionIcon
          variant="subtle"
          color="gray"
          hiddenFrom="sm"
          onClick={onBack}
          aria-label={t('back')}
        >
          <IconArrowLeft size={18} />
        </ActionIcon>
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h4" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
            {nameOf(conversation)}
          </Title>
          <Text size="xs" c="dimmed">
            {queueOf(work)?.name}
          </Text>
          <LabelBadges conversationId={conversation.id ?? ''} />
          {readers.length > 0 && (
            <Text size="xs" c="dimmed" role="status">
              {t('readAlong', { count: readers.length, names: readers.join(', ') })}
            </Text>
          )}
          {viewers.length > 0 && (
            <Text size="xs" c="dimmed" role="status">
              {t('viewers', { count: viewers.length, names: viewers.join(', ') })}
            </Text>
          )}
        </div>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <ActionIcon
          variant="default"
          size="lg"
          hiddenFrom="lg"
          onClick={onContext}
          aria-label={t('context.open')}
        >
          <IconInfoCircle size={18} />
        </ActionIcon>
        <HeaderDeeds {...props} />
      </Group>
    </Group>
  );
}

/** One conversation: its history and what the agent can do with it now. */
export function ConversationView(props: ConversationViewProps) {
  const { work, typing, outbox, onBack } = props;
  const { conversation, stage } = work;
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const { can } = useSession();
  const actions = useAgentActions(work);
  const [context, contextControl] = useDisclosure(false);
  const [transfer, transferControl] = useDisclosure(false);
  const [asking, askControl] = useDisclosure(false);
  const active = stage === 'active';
  const parked = isParked(work);
  const [ending, endControl] = useDisclosure(false);
  const nameOf = useCustomerName();
  const mayPark = active && !parked && can({ all: ['conversation:message:park'] });
  const park = mayPark ? () => actions.parking.mutate('parked') : null;
  const mayTransfer = active && can({ all: ['conversation:communication:blindTransfer'] });
  const ask = mayTransfer ? askControl.open : null;
  useConversationKeys({
    ask,
    accept: stage === 'offered' ? actions.accept : null,
    decline: stage === 'offered' ? actions.decline : null,
    transfer: mayTransfer ? transferControl.open : null,
    park,
    end: active ? endControl.open : null,
  });
  return (
    <>
      <Header
        work={work}
        onBack={onBack}
        onContext={contextControl.open}
        onAsk={ask}
        onTransfer={mayTransfer ? transferControl.open : null}
        onPark={park}
        onEnd={active ? endControl.open : null}
        busy={actions.change.isPending || actions.parking.isPending}
      />
      {stage === 'along' && <QuestionBar conversationId={conversation.id ?? ''} />}
      <DataBar work={work} onOpen={contextControl.open} />
      <History
        conversation={conversation}
        typing={typing && stage !== 'afterCallWork'}
        outbox={outbox}
      />
      <Stack className={classes['foot']} gap="sm">
        {actions.change.isError && <ErrorNotice error={actions.change.error} />}
        {stage === 'offered' && <OfferBar work={work} actions={actions} />}
        {active && <TakeOverBar work={work} actions={actions} />}
        {actions.parking.isError && <ErrorNotice error={actions.parking.error} />}
        {active && parked && <ParkedBar actions={actions} />}
        {stage === 'along' && <AlongBar actions={actions} />}
        {(active || stage === 'along') && (
          <Writing work={work} outbox={outbox.outbox} toCustomer={active && !parked} />
        )}
        {stage === 'afterCallWork' && <WrapupForm work={work} actions={actions} />}
      </Stack>
      <EndDialog
        opened={ending && active}
        customer={nameOf(conversation)}
        onConfirm={actions.end}
        onClose={endControl.close}
      />
      <ConsultDialog
        opened={asking && active}
        conversationId={conversation.id ?? ''}
        onClose={askControl.close}
      />
      <TransferDialog
        opened={transfer}
        parked={parked}
        actions={actions}
        onClose={transferControl.close}
      />
      <Drawer
        opened={context}
        onClose={contextControl.close}
        position="right"
        title={t('context.label')}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <SidePane work={work} />
      </Drawer>
    </>
  );
}
