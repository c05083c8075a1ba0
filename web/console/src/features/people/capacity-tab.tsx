import { Button, Group, NumberInput, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';

export const KEY = 'utilization';
/** The most conversations of messages that may be set. */
const MOST = 25;

type FieldProps = {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  /** Whether this level says something itself; null where it cannot be taken back. */
  readonly own: boolean;
  readonly readOnly: boolean;
  readonly save: (value: number) => Promise<unknown>;
  readonly reset: () => Promise<unknown>;
};

export function CapacityField({ label, help, value, own, readOnly, save, reset }: FieldProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation('common');
  const client = useQueryClient();
  const [chosen, setChosen] = useState<number | string>(value);
  const change = useMutation({
    mutationFn: (deed: () => Promise<unknown>) => deed(),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [KEY] });
      notifyDone(t('capacity.saved'));
    },
  });
  const valid = typeof chosen === 'number' && chosen >= 0 && chosen <= MOST;
  return (
    <>
      <NumberInput
        label={label}
        description={help}
        value={chosen}
        onChange={setChosen}
        min={0}
        max={MOST}
        clampBehavior="none"
        error={valid ? null : t('capacity.range', { most: MOST })}
        allowDecimal={false}
        readOnly={readOnly}
        maw={320}
      />
      {change.isError && <ErrorNotice error={change.error} />}
      {!readOnly && (
        <Group>
          <Button
            disabled={!valid}
            loading={change.isPending}
            onClick={() => valid && change.mutate(() => save(chosen))}
          >
            {common('save')}
          </Button>
          {own && (
            <Button
              variant="default"
              disabled={change.isPending}
              onClick={() => change.mutate(reset)}
            >
              {t('capacity.reset')}
            </Button>
          )}
        </Group>
      )}
    </>
  );
}

type Utilization = {
  readonly utilization: Readonly<Record<string, { readonly maximumCapacity?: number } | undefined>>;
};
export const capacityOf = ({ utilization }: Utilization): number =>
  utilization['message']?.maximumCapacity ?? 0;

export const bodyOf = (maximumCapacity: number) => ({
  body: { utilization: { message: { maximumCapacity } } },
});

/** How many conversations the person has at once. */
export function CapacityTab({ userId }: { readonly userId: string }) {
  const { t } = useTranslation('people');
  const { api, can } = useSession();
  const readOnly = !can({ any: ['routing:utilization:manage'] });
  const params = { userId };
  const read = useQuery({
    queryKey: [KEY, userId],
    queryFn: () => api.call('GET /api/v2/routing/users/{userId}/utilization', { params }),
  });
  if (read.isPending) return <LoadingState />;
  if (read.isError) return <ErrorNotice error={read.error} />;
  const own = read.data;
  const mine = capacityOf(own);
  return (
    <Stack>
      <CapacityField
        key={`own ${mine} ${own.level}`}
        label={t('capacity.own')}
        help={t(own.level === 'Agent' ? 'capacity.isOwn' : 'capacity.isEverybodys')}
        value={mine}
        own={own.level === 'Agent'}
        readOnly={readOnly}
        save={(value) =>
          api.call('PUT /api/v2/routing/users/{userId}/utilization', { params, ...bodyOf(value) })
        }
        reset={() => api.call('DELETE /api/v2/routing/users/{userId}/utilization', { params })}
      />
    </Stack>
  );
}
