import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { i18n as I18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { SessionGate } from './session-gate.tsx';
import { SignedIn } from './signed-in.tsx';
import { cssVariables, theme } from './theme.ts';

/** Everything outside of a session: look, language, sign-in. */
export function App({ i18n }: { readonly i18n: I18n }) {
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        {/* Notes have no button, what they lie over can be clicked, and nobody writes below them. */}
        <Notifications position="top-center" styles={{ notification: { pointerEvents: 'none' } }} />
        <SessionGate>
          <SignedIn />
        </SessionGate>
      </MantineProvider>
    </I18nextProvider>
  );
}
