export * from './page.rules.ts';
