import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { i18n as I18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { WorkspacePage } from '../features/copilot/workspace-page.tsx';
import { cssVariables, theme } from './theme.ts';

const client = new QueryClient();

/** The copilot's page: outside of every session, with the look of the console. */
export function CopilotApp({ i18n }: { readonly i18n: I18n }) {
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <WorkspacePage />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}
