import { Container, Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import { Form, type FormProps } from './form.tsx';
import { PageHeader } from './page-header.tsx';

type FormPageProps = FormProps & {
  readonly title: string;
  readonly description?: string;
  readonly actions?: ReactNode;
};

/** A form that is a page of its own, for things with many settings. */
export function FormPage({ title, description, actions, ...form }: FormPageProps) {
  return (
    <Container size="md" py="lg">
      <PageHeader title={title} description={description} actions={actions} />
      <Paper withBorder p="lg">
        <Form {...form} />
      </Paper>
    </Container>
  );
}
