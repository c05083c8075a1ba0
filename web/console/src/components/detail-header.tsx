import { Anchor, Group } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from './page-header.tsx';

type DetailHeaderProps = {
  readonly back: { readonly to: string; readonly label: string };
  readonly title: string;
  readonly description?: string;
  readonly actions?: ReactNode;
};

/** Head of a page that was reached from a list, with the way back. */
export function DetailHeader({ back, title, description, actions }: DetailHeaderProps) {
  return (
    <>
      <Anchor component={Link} to={back.to} size="sm" mb="xs" display="inline-block">
        <Group gap={4} component="span">
          <IconArrowLeft size={14} aria-hidden />
          {back.label}
        </Group>
      </Anchor>
      <PageHeader title={title} description={description} actions={actions} />
    </>
  );
}
