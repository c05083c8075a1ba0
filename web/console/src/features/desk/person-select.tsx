import { Select, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { usePeople } from './use-people.ts';

/** Typing narrows the list; more than this at once helps nobody. */
const MOST_SHOWN = 100;

type PersonSelectProps = {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (userId: string | null) => void;
};

/** A colleague: those who are there, and on request those who are away as well. */
export function PersonSelect({ label, value, onChange }: PersonSelectProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const [alsoAway, setAlsoAway] = useState(false);
  const { query, options, away } = usePeople();
  const shown = options(alsoAway);
  const nobody = query.isSuccess && shown.length === 0;
  return (
    <>
      <Select
        label={label}
        data={[...shown]}
        value={value}
        onChange={onChange}
        searchable
        nothingFoundMessage={common('nothingFound')}
        limit={MOST_SHOWN}
        disabled={nobody}
        description={nobody ? t(away ? 'people.nobodyOnline' : 'people.nobody') : null}
      />
      {away && (
        <Switch
          label={t('people.alsoAway')}
          description={t('people.alsoAwayHelp')}
          checked={alsoAway}
          onChange={(event) => {
            setAlsoAway(event.currentTarget.checked);
            onChange(null);
          }}
        />
      )}
      {query.isError && <ErrorNotice error={query.error} />}
    </>
  );
}
