import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/app.css';
import type { i18n as I18n } from 'i18next';
import type { ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from './i18n/i18n.ts';

type Root = ComponentType<{ readonly i18n: I18n }>;

/** The copilot's page is for people who are not signed in: it brings nothing of the console along. */
const loadRoot = async (path: string): Promise<Root> =>
  /^\/copilot(\/|$)/.test(path)
    ? (await import('./app/copilot-app.tsx')).CopilotApp
    : (await import('./app/app.tsx')).App;

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
const [i18n, Page] = await Promise.all([startI18n(localStorage), loadRoot(location.pathname)]);
createRoot(root).render(<Page i18n={i18n} />);
